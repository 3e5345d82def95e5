# A range of the network that Cloud SQL takes its private address from.
resource "google_compute_global_address" "services" {
  count = var.database_enabled ? 1 : 0

  name          = "${var.name}-services"
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  prefix_length = 20
  network       = google_compute_network.this.id
}

resource "google_service_networking_connection" "this" {
  count = var.database_enabled ? 1 : 0

  network                 = google_compute_network.this.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.services[0].name]

  # The peering cannot be deleted for hours after the database is: leave it to the network's end.
  deletion_policy = "ABANDON"

  depends_on = [google_project_service.this]
}

# The name of a deleted instance is taken for a week.
resource "random_id" "database" {
  count = var.database_enabled ? 1 : 0

  byte_length = 3
}

resource "google_sql_database_instance" "this" {
  count = var.database_enabled ? 1 : 0

  name                = "${var.name}-${random_id.database[0].hex}"
  region              = var.region
  database_version    = var.database_version
  deletion_protection = var.deletion_protection

  settings {
    edition                     = "ENTERPRISE"
    tier                        = var.database_tier
    availability_type           = var.database_high_availability ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = var.database_disk_size_gb
    disk_autoresize             = true
    disk_autoresize_limit       = var.database_disk_size_gb * 10
    deletion_protection_enabled = var.deletion_protection
    user_labels                 = var.labels

    ip_configuration {
      ipv4_enabled    = false
      private_network = google_compute_network.this.id
      ssl_mode        = "ENCRYPTED_ONLY"
      server_ca_mode  = "GOOGLE_MANAGED_INTERNAL_CA"
    }

    backup_configuration {
      enabled                        = true
      start_time                     = "01:00"
      location                       = var.region
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = 7

      backup_retention_settings {
        retained_backups = 14
        retention_unit   = "COUNT"
      }
    }

    # Sunday, 03:00 UTC.
    maintenance_window {
      day          = 7
      hour         = 3
      update_track = "stable"
    }

    insights_config {
      query_insights_enabled = true
    }
  }

  depends_on = [google_service_networking_connection.this]
}

resource "google_sql_database" "this" {
  count = var.database_enabled ? 1 : 0

  name     = "zerosharp"
  instance = google_sql_database_instance.this[0].name
}

# Made for the secret's first version only, and never kept by Terraform. No characters that a URL or a shell reads.
ephemeral "random_password" "database" {
  length  = 32
  special = false
}

resource "google_secret_manager_secret" "database" {
  count = var.database_enabled ? 1 : 0

  secret_id = "${var.name}-database-password"

  replication {
    auto {}
  }

  depends_on = [google_project_service.this]
}

resource "google_secret_manager_secret_version" "database" {
  count = var.database_enabled ? 1 : 0

  secret                 = google_secret_manager_secret.database[0].id
  secret_data_wo         = ephemeral.random_password.database.result
  secret_data_wo_version = var.database_password_version

  lifecycle {
    create_before_destroy = true
  }
}

# Read back, so that an apply that broke off half way gives the database what the secret has.
ephemeral "google_secret_manager_secret_version" "database" {
  count = var.database_enabled ? 1 : 0

  secret  = google_secret_manager_secret.database[0].id
  version = google_secret_manager_secret_version.database[0].version
}

resource "google_sql_user" "this" {
  count = var.database_enabled ? 1 : 0

  name                = "zerosharp"
  instance            = google_sql_database_instance.this[0].name
  password_wo         = ephemeral.google_secret_manager_secret_version.database[0].secret_data
  password_wo_version = var.database_password_version

  # It owns tables, so PostgreSQL would refuse to drop it; it goes with the instance.
  deletion_policy = "ABANDON"
}
