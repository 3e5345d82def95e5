resource "google_container_cluster" "this" {
  name                = var.name
  location            = var.region
  node_locations      = length(var.node_zones) > 0 ? var.node_zones : null
  deletion_protection = var.deletion_protection
  resource_labels     = var.labels

  network         = google_compute_network.this.id
  subnetwork      = google_compute_subnetwork.nodes.id
  networking_mode = "VPC_NATIVE"

  # Dataplane V2 (Cilium): NetworkPolicies act without an addon. Without it they are accepted and ignored.
  datapath_provider = "ADVANCED_DATAPATH"

  enable_shielded_nodes = true

  # The pools are resources of their own. The cluster cannot be made without one, so it is made with a small one that
  # is removed at once.
  remove_default_node_pool = true
  initial_node_count       = 1

  node_config {
    machine_type    = "e2-medium"
    service_account = google_service_account.nodes.email

    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }
  }

  ip_allocation_policy {
    cluster_secondary_range_name  = "pods"
    services_secondary_range_name = "services"
  }

  private_cluster_config {
    enable_private_nodes    = true
    enable_private_endpoint = false
    master_ipv4_cidr_block  = var.control_plane_cidr
  }

  master_authorized_networks_config {
    # Otherwise every machine of anyone in this cloud could reach the API.
    gcp_public_cidrs_access_enabled = false

    dynamic "cidr_blocks" {
      for_each = var.master_authorized_networks

      content {
        cidr_block   = cidr_blocks.value.cidr_block
        display_name = cidr_blocks.value.display_name
      }
    }
  }

  master_auth {
    client_certificate_config {
      issue_client_certificate = false
    }
  }

  workload_identity_config {
    workload_pool = "${var.project_id}.svc.id.goog"
  }

  release_channel {
    channel = var.release_channel
  }

  maintenance_policy {
    recurring_window {
      start_time = var.maintenance_window.start_time
      end_time   = var.maintenance_window.end_time
      recurrence = var.maintenance_window.recurrence
    }
  }

  # No pools that make themselves; only the profile that removes idle nodes after minutes, not ten.
  cluster_autoscaling {
    enabled             = false
    autoscaling_profile = "OPTIMIZE_UTILIZATION"
  }

  addons_config {
    gcs_fuse_csi_driver_config {
      enabled = true
    }

    gce_persistent_disk_csi_driver_config {
      enabled = true
    }

    # Its pods would have to be named in every NetworkPolicy that admits DNS.
    dns_cache_config {
      enabled = false
    }
  }

  logging_config {
    enable_components = ["SYSTEM_COMPONENTS", "WORKLOADS"]
  }

  monitoring_config {
    enable_components = ["SYSTEM_COMPONENTS"]

    # The chart brings its own Prometheus; samples are not paid for twice.
    managed_prometheus {
      enabled = false
    }
  }

  # Splits the bill by namespace and label.
  cost_management_config {
    enabled = true
  }

  timeouts {
    create = "60m"
    update = "90m"
    delete = "60m"
  }

  lifecycle {
    # Of the pool that was removed.
    ignore_changes = [initial_node_count, node_config]
  }

  # Nodes pull images through the NAT and report with their roles; both must be there before the first node.
  depends_on = [
    google_compute_router_nat.this,
    google_project_iam_member.nodes,
  ]
}
