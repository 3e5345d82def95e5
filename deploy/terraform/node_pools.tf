locals {
  # The chart's workers tolerate this taint and select this label.
  proving_key = "zerosharp.dev/proving"

  # Pods get tokens of their own service account only, never the node's.
  node_metadata_mode = "GKE_METADATA"
  node_scopes        = ["https://www.googleapis.com/auth/cloud-platform"]
}

# System pods, operators, leaders, RabbitMQ, scaler, monitoring. Never Spot: a leader holds leases, a broker holds a
# part of every queue.
resource "google_container_node_pool" "default" {
  name     = "default"
  cluster  = google_container_cluster.this.id
  location = var.region

  # A zone; three zones make three nodes.
  initial_node_count = 1

  autoscaling {
    total_min_node_count = var.default_pool_min_nodes
    total_max_node_count = var.default_pool_max_nodes
    location_policy      = "BALANCED"
  }

  management {
    auto_repair  = true
    auto_upgrade = true
  }

  upgrade_settings {
    strategy        = "SURGE"
    max_surge       = 1
    max_unavailable = 0
  }

  node_config {
    machine_type    = var.default_pool_machine_type
    disk_type       = var.node_disk_type
    disk_size_gb    = var.default_pool_disk_size_gb
    image_type      = "COS_CONTAINERD"
    spot            = false
    service_account = google_service_account.nodes.email
    oauth_scopes    = local.node_scopes
    resource_labels = var.labels

    metadata = {
      disable-legacy-endpoints = "true"
    }

    workload_metadata_config {
      mode = local.node_metadata_mode
    }

    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }

    kubelet_config {
      insecure_kubelet_readonly_port_enabled = "FALSE"
    }
  }

  lifecycle {
    # The autoscaler's business; a change would make the pool anew.
    ignore_changes = [initial_node_count]
  }
}

# Workers only: the taint keeps everything else away, so that the pool shrinks to nothing when there is no work.
resource "google_container_node_pool" "proving" {
  name     = "proving"
  cluster  = google_container_cluster.this.id
  location = var.region

  initial_node_count = 0

  autoscaling {
    total_min_node_count = 0
    total_max_node_count = var.proving_pool_max_nodes

    # Workers need no spreading over zones: take the machines where they are.
    location_policy = "ANY"
  }

  management {
    auto_repair  = true
    auto_upgrade = true
  }

  upgrade_settings {
    strategy        = "SURGE"
    max_surge       = 1
    max_unavailable = 0
  }

  node_config {
    machine_type    = var.proving_pool_machine_type
    disk_type       = var.node_disk_type
    disk_size_gb    = var.proving_pool_disk_size_gb
    image_type      = "COS_CONTAINERD"
    spot            = var.proving_pool_spot
    service_account = google_service_account.nodes.email
    oauth_scopes    = local.node_scopes
    resource_labels = var.labels

    labels = {
      (local.proving_key) = "true"
    }

    taint {
      key    = local.proving_key
      value  = "true"
      effect = "NO_SCHEDULE"
    }

    metadata = {
      disable-legacy-endpoints = "true"
    }

    workload_metadata_config {
      mode = local.node_metadata_mode
    }

    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }

    kubelet_config {
      insecure_kubelet_readonly_port_enabled = "FALSE"
    }
  }

  lifecycle {
    ignore_changes = [initial_node_count]
  }
}
