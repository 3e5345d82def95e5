locals {
  # Services that the resources of these files belong to.
  services = concat(
    [
      "cloudresourcemanager.googleapis.com",
      "compute.googleapis.com",
      "container.googleapis.com",
      "iam.googleapis.com",
      "iamcredentials.googleapis.com",
      "logging.googleapis.com",
      "monitoring.googleapis.com",
      "storage.googleapis.com",
    ],
    var.artifact_s3_access || var.database_enabled ? ["secretmanager.googleapis.com"] : [],
    var.database_enabled ? ["servicenetworking.googleapis.com", "sqladmin.googleapis.com"] : [],
  )
}

data "google_project" "this" {
  project_id = var.project_id

  depends_on = [google_project_service.this]
}

resource "google_project_service" "this" {
  for_each = toset(local.services)

  project = var.project_id
  service = each.value

  # Others in the project may use a service too: it stays when this is destroyed.
  disable_on_destroy = false
}
