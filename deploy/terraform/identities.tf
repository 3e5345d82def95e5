# The nodes' own identity: what the kubelet and the agents of logs and metrics need, and no more. Pods do not get it:
# they have identities of their own (workload identity).
resource "google_service_account" "nodes" {
  account_id   = "${var.name}-nodes"
  display_name = "Nodes of the cluster ${var.name}"

  depends_on = [google_project_service.this]
}

resource "google_project_iam_member" "nodes" {
  for_each = toset(concat(
    ["roles/container.defaultNodeServiceAccount"],
    var.node_registry_reader ? ["roles/artifactregistry.reader"] : [],
  ))

  project = var.project_id
  role    = each.value
  member  = google_service_account.nodes.member
}
