locals {
  artifact_bucket_name = coalesce(var.artifact_bucket_name, "${replace(var.project_id, "/[:.]/", "-")}-${var.name}-artifacts")

  # The roles of the chart that read or write artifacts. The scaler, the broker and the database do not.
  artifact_roles = ["leader", "follower", "worker", "jumpbox"]
  chart_service_accounts = (
    var.chart_service_accounts == null
    ? [for role in local.artifact_roles : "${var.chart_release}-${role}"]
    : var.chart_service_accounts
  )

  workload_identity_pool = "projects/${data.google_project.this.number}/locations/global/workloadIdentityPools/${google_container_cluster.this.workload_identity_config[0].workload_pool}"
}

# Inputs and proofs of segments. Not a backup of anything: a lost artifact is made again.
resource "google_storage_bucket" "artifacts" {
  name          = local.artifact_bucket_name
  location      = var.region
  storage_class = "STANDARD"
  force_destroy = var.artifact_bucket_force_destroy

  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  # A directory can be renamed in one step, as the store wants of a directory (GCS FUSE). Over the S3-compatible API
  # nobody would remove the empty folders.
  hierarchical_namespace {
    enabled = !var.artifact_s3_access
  }

  # Artifacts are named by their hash and never change, so an old version is never wanted.
  versioning {
    enabled = false
  }

  soft_delete_policy {
    retention_duration_seconds = var.artifact_soft_delete_days * 86400
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = var.artifact_retention_days
    }
  }

  # Left by processes that were killed while they wrote.
  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }

    condition {
      age = 1
    }
  }

  depends_on = [google_project_service.this]
}

# Pods of these Kubernetes service accounts, and no key anywhere.
resource "google_storage_bucket_iam_member" "chart" {
  for_each = toset(local.chart_service_accounts)

  bucket = google_storage_bucket.artifacts.name
  role   = "roles/storage.objectUser"
  member = "principal://iam.googleapis.com/${local.workload_identity_pool}/subject/ns/${var.chart_namespace}/sa/${each.value}"
}

# The S3-compatible API knows no workload identity, only keys of a service account.
resource "google_service_account" "artifacts" {
  count = var.artifact_s3_access ? 1 : 0

  account_id   = "${var.name}-artifacts"
  display_name = "Artifacts of the cluster ${var.name} over the S3-compatible API"

  depends_on = [google_project_service.this]
}

resource "google_storage_bucket_iam_member" "artifacts" {
  for_each = var.artifact_s3_access ? toset(["roles/storage.objectUser", "roles/storage.legacyBucketReader"]) : toset([])

  bucket = google_storage_bucket.artifacts.name
  role   = each.value
  member = google_service_account.artifacts[0].member
}

resource "google_storage_hmac_key" "artifacts" {
  count = var.artifact_s3_access ? 1 : 0

  service_account_email = google_service_account.artifacts[0].email
}

resource "google_secret_manager_secret" "artifacts" {
  count = var.artifact_s3_access ? 1 : 0

  secret_id = "${var.name}-artifacts-s3"

  replication {
    auto {}
  }

  depends_on = [google_project_service.this]
}

# The access id is no secret and is an output.
resource "google_secret_manager_secret_version" "artifacts" {
  count = var.artifact_s3_access ? 1 : 0

  secret                 = google_secret_manager_secret.artifacts[0].id
  secret_data_wo         = google_storage_hmac_key.artifacts[0].secret
  secret_data_wo_version = 1

  lifecycle {
    # A new key is a new version of the secret.
    replace_triggered_by = [google_storage_hmac_key.artifacts[0]]
  }
}
