# Project and place

variable "project_id" {
  description = "Project that everything is created in. It must exist and have billing; `gcloud projects list` shows those that you can use."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id is the id of a project (6 to 30 lower-case letters, digits and hyphens), not its name or number."
  }
}

variable "region" {
  description = "Region of the cluster, the bucket and the database. It must have the machine types of both node pools: `gcloud compute machine-types list --filter=name=t2d-standard-16`."
  type        = string
  default     = "us-central1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region is a region such as us-central1, not a zone such as us-central1-a."
  }
}

variable "node_zones" {
  description = "Zones of the nodes, all in the region. Empty: three that GKE chooses. Name them where only some zones of the region have the machine types."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for zone in var.node_zones : can(regex("^${var.region}-[a-z]$", zone))])
    error_message = "node_zones are zones of the region, such as us-central1-a."
  }
}

variable "name" {
  description = "Name of the cluster, and first part of the names of everything else."
  type        = string
  default     = "zerosharp"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,16}[a-z0-9]$", var.name))
    error_message = "name has 3 to 18 lower-case letters, digits and hyphens, and begins with a letter: names of service accounts are made from it."
  }
}

variable "labels" {
  description = "Labels of all resources that can have some; bills can be split by them."
  type        = map(string)
  default     = { application = "zerosharp" }
  nullable    = false

  validation {
    condition = alltrue([
      for key, value in var.labels :
      can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))
    ])
    error_message = "Labels have lower-case letters, digits, hyphens and underscores, and at most 63 of them."
  }
}

variable "deletion_protection" {
  description = "Whether the cluster and the database refuse to be destroyed. Apply once with false before `terraform destroy`."
  type        = bool
  default     = true
  nullable    = false
}

# Network

variable "master_authorized_networks" {
  description = "Networks that may reach the API of Kubernetes, for example that of your office or of your VPN's exit. There is no default: only you know your addresses."
  type = list(object({
    cidr_block   = string
    display_name = string
  }))
  nullable = false

  validation {
    condition     = length(var.master_authorized_networks) >= 1 && length(var.master_authorized_networks) <= 100
    error_message = "Give 1 to 100 networks; for a single address write 203.0.113.7/32."
  }

  validation {
    condition = alltrue([
      for network in var.master_authorized_networks :
      can(cidrnetmask(network.cidr_block)) && try("${cidrhost(network.cidr_block, 0)}/${split("/", network.cidr_block)[1]}" == network.cidr_block, false)
    ])
    error_message = "Each cidr_block is an IPv4 network without bits of a host, such as 203.0.113.0/24."
  }

  validation {
    condition = alltrue([
      for network in var.master_authorized_networks :
      try(tonumber(split("/", network.cidr_block)[1]) >= 8, false)
    ])
    error_message = "A network wider than /8 (0.0.0.0/0 is all of the internet) is not admitted."
  }
}

variable "nodes_cidr" {
  description = "Addresses of the nodes. A /22 has room for 1020."
  type        = string
  default     = "10.10.0.0/22"
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.nodes_cidr)) && try(tonumber(split("/", var.nodes_cidr)[1]) <= 26, false)
    error_message = "nodes_cidr is an IPv4 network of /26 or wider."
  }
}

variable "pods_cidr" {
  description = "Addresses of the pods. Each node takes a /24 of it, so a /16 has room for 256 nodes."
  type        = string
  default     = "10.20.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.pods_cidr)) && try(tonumber(split("/", var.pods_cidr)[1]) <= 20, false)
    error_message = "pods_cidr is an IPv4 network of /20 or wider."
  }
}

variable "services_cidr" {
  description = "Addresses of the services."
  type        = string
  default     = "10.30.0.0/20"
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.services_cidr)) && try(tonumber(split("/", var.services_cidr)[1]) <= 24, false)
    error_message = "services_cidr is an IPv4 network of /24 or wider."
  }
}

variable "control_plane_cidr" {
  description = "Addresses of the control plane inside of the network."
  type        = string
  default     = "172.16.0.0/28"
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.control_plane_cidr)) && try(tonumber(split("/", var.control_plane_cidr)[1]) == 28, false)
    error_message = "control_plane_cidr is an IPv4 network of exactly /28."
  }
}

# Cluster

variable "release_channel" {
  description = "How soon GKE upgrades Kubernetes: RAPID, REGULAR, STABLE or EXTENDED. All of them have 1.31, which the operators need."
  type        = string
  default     = "REGULAR"
  nullable    = false

  validation {
    condition     = contains(["RAPID", "REGULAR", "STABLE", "EXTENDED"], var.release_channel)
    error_message = "release_channel is RAPID, REGULAR, STABLE or EXTENDED."
  }
}

variable "maintenance_window" {
  description = "When GKE may upgrade: first begin and end (RFC 3339, UTC) and how it recurs (RFC 5545). GKE wants at least 48 hours in every 32 days."
  type = object({
    start_time = string
    end_time   = string
    recurrence = string
  })
  default = {
    start_time = "2026-01-03T02:00:00Z"
    end_time   = "2026-01-03T10:00:00Z"
    recurrence = "FREQ=WEEKLY;BYDAY=SA,SU"
  }
  nullable = false

  validation {
    condition     = try(timecmp(var.maintenance_window.start_time, var.maintenance_window.end_time) < 0, false)
    error_message = "start_time and end_time are times such as 2026-01-03T02:00:00Z, and the window ends after it begins."
  }

  validation {
    condition     = can(regex("^FREQ=(DAILY|WEEKLY)(;[A-Z]+=[A-Z0-9,]+)*$", var.maintenance_window.recurrence))
    error_message = "recurrence is a rule such as FREQ=WEEKLY;BYDAY=SA,SU."
  }
}

variable "node_registry_reader" {
  description = "Whether nodes may pull images from the Artifact Registry of the project. Not needed for the public images."
  type        = bool
  default     = false
  nullable    = false
}

# Default node pool: system pods, operators, leaders, RabbitMQ, scaler. Never Spot.

variable "default_pool_machine_type" {
  description = "Machine type of the default pool. t2d, c2d and c3d are AMD EPYC (Zen 3, Zen 3, Zen 4) and always have AVX2, which the leader's kernels use."
  type        = string
  default     = "t2d-standard-4"
  nullable    = false

  validation {
    condition     = can(regex("^(t2d|c2d|c3d|n2d|c4d)-(standard|highmem|highcpu)-[0-9]+$", var.default_pool_machine_type))
    error_message = "default_pool_machine_type is an AMD type such as t2d-standard-4: of other families some machines lack AVX2 or are ARM."
  }
}

variable "default_pool_min_nodes" {
  description = "Fewest nodes of the default pool, over all zones. Three keep the majority of RabbitMQ's queues when a zone is lost."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.default_pool_min_nodes >= 1 && floor(var.default_pool_min_nodes) == var.default_pool_min_nodes
    error_message = "default_pool_min_nodes is a whole number, at least 1."
  }
}

variable "default_pool_max_nodes" {
  description = "Most nodes of the default pool, over all zones."
  type        = number
  default     = 6
  nullable    = false

  validation {
    condition     = var.default_pool_max_nodes >= var.default_pool_min_nodes && var.default_pool_max_nodes <= 100
    error_message = "default_pool_max_nodes is between default_pool_min_nodes and 100."
  }
}

variable "default_pool_disk_size_gb" {
  description = "Boot disk of each node of the default pool, in GB."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.default_pool_disk_size_gb >= 50 && var.default_pool_disk_size_gb <= 2000
    error_message = "default_pool_disk_size_gb is between 50 and 2000."
  }
}

# Proving node pool: workers, from 0 nodes up

variable "proving_pool_machine_type" {
  description = "Machine type of the proving pool: AMD (t2d, c2d, c3d), for AVX2, with at least 2.5 GB a vCPU, as a worker asks for 2 CPUs and 5 GiB. A vCPU of t2d is a whole core, one of c2d and c3d half of one. A node has room for (vCPUs - 1) / 2 workers."
  type        = string
  default     = "t2d-standard-16"
  nullable    = false

  validation {
    condition     = can(regex("^(t2d|c2d|c3d|n2d|c4d)-(standard|highmem)-[0-9]+$", var.proving_pool_machine_type))
    error_message = "proving_pool_machine_type is an AMD type of the standard or highmem shape, such as t2d-standard-16: highcpu has too little memory for workers, other families may lack AVX2."
  }

  validation {
    condition     = try(tonumber(regex("[0-9]+$", var.proving_pool_machine_type)) >= 4, false)
    error_message = "proving_pool_machine_type has at least 4 vCPUs: a worker takes 2, and the system's pods of each node nearly one."
  }
}

variable "proving_pool_max_nodes" {
  description = "Most nodes of the proving pool, over all zones; the fewest are always 0. This bounds the bill: see the table in the README. The quota of CPUs in the region must admit it."
  type        = number
  default     = 4
  nullable    = false

  validation {
    condition     = var.proving_pool_max_nodes >= 1 && var.proving_pool_max_nodes <= 200 && floor(var.proving_pool_max_nodes) == var.proving_pool_max_nodes
    error_message = "proving_pool_max_nodes is a whole number between 1 and 200; a pods_cidr of /16 has room for 256 nodes of both pools."
  }
}

variable "proving_pool_spot" {
  description = "Whether the proving pool is of Spot machines: far cheaper, and taken away at 15 seconds' notice, less than a drain takes. A segment that is lost is proved again."
  type        = bool
  default     = false
  nullable    = false
}

variable "proving_pool_disk_size_gb" {
  description = "Boot disk of each node of the proving pool, in GB. Workers keep nothing on it but the image and temporary files."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.proving_pool_disk_size_gb >= 30 && var.proving_pool_disk_size_gb <= 2000
    error_message = "proving_pool_disk_size_gb is between 30 and 2000."
  }
}

variable "node_disk_type" {
  description = "Type of the nodes' boot disks. c4d machines take hyperdisk-balanced only; t2d and c2d do not take it."
  type        = string
  default     = "pd-balanced"
  nullable    = false

  validation {
    condition     = contains(["pd-balanced", "pd-ssd", "pd-standard", "hyperdisk-balanced"], var.node_disk_type)
    error_message = "node_disk_type is pd-balanced, pd-ssd, pd-standard or hyperdisk-balanced."
  }
}

# Chart: who may use the bucket

variable "chart_release" {
  description = "Name of the Helm release; the commands among the outputs use it."
  type        = string
  default     = "test"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,51}[a-z0-9]$", var.chart_release))
    error_message = "chart_release is a name of a Helm release: lower-case letters, digits and hyphens, at most 53."
  }
}

variable "chart_namespace" {
  description = "Namespace of the Helm release."
  type        = string
  default     = "zero"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.chart_namespace))
    error_message = "chart_namespace is a name of a namespace: lower-case letters, digits and hyphens, at most 63."
  }
}

variable "chart_service_accounts" {
  description = "Kubernetes service accounts in chart_namespace that may read and write artifacts. Null: those that the chart makes for leader, follower, worker and jumpbox of chart_release."
  type        = list(string)
  default     = null

  validation {
    condition = alltrue([
      for account in var.chart_service_accounts == null ? [] : var.chart_service_accounts :
      can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", account))
    ])
    error_message = "chart_service_accounts are names of Kubernetes service accounts, without namespace."
  }
}

# Artifact bucket

variable "artifact_bucket_name" {
  description = "Name of the artifact bucket, unique in the world. Null: PROJECT-NAME-artifacts."
  type        = string
  default     = null

  validation {
    condition     = var.artifact_bucket_name == null || can(regex("^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$", var.artifact_bucket_name))
    error_message = "artifact_bucket_name has 3 to 63 lower-case letters, digits, hyphens and underscores."
  }
}

variable "artifact_retention_days" {
  description = "Days after which an artifact is deleted whatever it is: a net under the cluster's own cleanup. Longer than any job may take, its retries included."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.artifact_retention_days >= 2 && var.artifact_retention_days <= 3650
    error_message = "artifact_retention_days is between 2 and 3650."
  }
}

variable "artifact_soft_delete_days" {
  description = "Days for which deleted artifacts can be restored: 0 or 7 to 90. They are paid for meanwhile, and most live for minutes only, so the default is 0."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.artifact_soft_delete_days == 0 || (var.artifact_soft_delete_days >= 7 && var.artifact_soft_delete_days <= 90)
    error_message = "artifact_soft_delete_days is 0, or between 7 and 90."
  }
}

variable "artifact_bucket_force_destroy" {
  description = "Whether `terraform destroy` deletes the bucket with what is in it."
  type        = bool
  default     = false
  nullable    = false
}

variable "artifact_s3_access" {
  description = "Whether to make a service account with an HMAC key for the S3-compatible API, `s3://BUCKET/PREFIX`. Its secret goes to Secret Manager, and also is in Terraform's state. False: pods reach the bucket by workload identity, as a volume of GCS FUSE."
  type        = bool
  default     = false
  nullable    = false
}

# Database

variable "database_enabled" {
  description = "Whether to make a PostgreSQL of Cloud SQL. False: use the chart's own (for trials) or another one."
  type        = bool
  default     = false
  nullable    = false
}

variable "database_version" {
  description = "Version of PostgreSQL."
  type        = string
  default     = "POSTGRES_17"
  nullable    = false

  validation {
    condition     = can(regex("^POSTGRES_1[5-9]$", var.database_version))
    error_message = "database_version is POSTGRES_15 or newer."
  }
}

variable "database_tier" {
  description = "Machine of the database: db-custom-CPUS-MEGABYTES."
  type        = string
  default     = "db-custom-2-7680"
  nullable    = false

  validation {
    condition     = can(regex("^db-(custom-[0-9]+-[0-9]+|f1-micro|g1-small)$", var.database_tier))
    error_message = "database_tier is a tier of the Enterprise edition, such as db-custom-2-7680."
  }
}

variable "database_high_availability" {
  description = "Whether the database has a standby in another zone. Doubles its price."
  type        = bool
  default     = false
  nullable    = false
}

variable "database_disk_size_gb" {
  description = "First size of the database's disk, in GB; it grows by itself up to ten times of that."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.database_disk_size_gb >= 10 && var.database_disk_size_gb <= 6000
    error_message = "database_disk_size_gb is between 10 and 6000."
  }
}

variable "database_password_version" {
  description = "Raise it by one to give the database a new password."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.database_password_version >= 1 && floor(var.database_password_version) == var.database_password_version
    error_message = "database_password_version is a whole number, at least 1."
  }
}
