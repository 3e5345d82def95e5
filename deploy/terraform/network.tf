resource "google_compute_network" "this" {
  name                            = var.name
  auto_create_subnetworks         = false
  routing_mode                    = "REGIONAL"
  delete_default_routes_on_create = false

  depends_on = [google_project_service.this]
}

resource "google_compute_subnetwork" "nodes" {
  name          = "${var.name}-nodes"
  network       = google_compute_network.this.id
  region        = var.region
  ip_cidr_range = var.nodes_cidr

  # The nodes have no public addresses; they reach Google's services without NAT.
  private_ip_google_access = true

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = var.pods_cidr
  }

  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = var.services_cidr
  }
}

resource "google_compute_router" "this" {
  name    = var.name
  network = google_compute_network.this.id
  region  = var.region
}

# The way out: images from ghcr.io, and the chain's nodes. There is no way in.
resource "google_compute_router_nat" "this" {
  name                                = var.name
  router                              = google_compute_router.this.name
  region                              = var.region
  nat_ip_allocate_option              = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat  = "LIST_OF_SUBNETWORKS"
  enable_endpoint_independent_mapping = false
  enable_dynamic_port_allocation      = true
  min_ports_per_vm                    = 64
  max_ports_per_vm                    = 4096

  subnetwork {
    name                    = google_compute_subnetwork.nodes.id
    source_ip_ranges_to_nat = ["ALL_IP_RANGES"]
  }

  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}

# GKE itself opens 443 and 10250 from the control plane to nodes. The operators' webhooks and KEDA's metrics server
# listen on other ports; without this rule the first `kubectl apply` of a RabbitmqCluster times out.
resource "google_compute_firewall" "webhooks" {
  name                    = "${var.name}-webhooks"
  description             = "Control plane to the webhooks of cert-manager, KEDA, RabbitMQ's and Prometheus' operators"
  network                 = google_compute_network.this.id
  direction               = "INGRESS"
  source_ranges           = [var.control_plane_cidr]
  target_service_accounts = [google_service_account.nodes.email]

  allow {
    protocol = "tcp"
    ports    = ["6443", "8443", "9443", "10250"]
  }
}
