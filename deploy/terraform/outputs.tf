locals {
  # A worker asks for 2 CPUs; system pods of a node take less than one.
  proving_pool_cpus      = tonumber(regex("[0-9]+$", var.proving_pool_machine_type))
  proving_workers_a_node = floor((local.proving_pool_cpus - 1) / 2)
  proving_workers        = local.proving_workers_a_node * var.proving_pool_max_nodes
  artifacts_secret_name  = "${var.chart_release}-artifacts-s3"
  database_secret_name   = "${var.chart_release}-database"

  # The sidecar asks for a quarter of a CPU and 5 GiB of the node's disk unless told otherwise: seven workers would not
  # fit on a node.
  gcs_fuse_annotations = {
    "gke-gcsfuse/volumes"                   = "true"
    "gke-gcsfuse/cpu-request"               = "50m"
    "gke-gcsfuse/memory-request"            = "128Mi"
    "gke-gcsfuse/ephemeral-storage-request" = "1Gi"
  }

  artifacts_values_volume = {
    mode = "volume"
    volume = {
      inline = {
        csi = {
          driver = "gcsfuse.csi.storage.gke.io"
          volumeAttributes = {
            bucketName = google_storage_bucket.artifacts.name
            # 1654 is the user that all images run as.
            mountOptions = "implicit-dirs,uid=1654,gid=1654,file-mode=0660,dir-mode=0770"
          }
        }
      }
    }
  }
  artifacts_values_s3 = {
    mode = "s3"
    s3 = {
      bucket         = google_storage_bucket.artifacts.name
      endpoint       = "https://storage.googleapis.com"
      region         = "auto"
      existingSecret = local.artifacts_secret_name
    }
  }

  # What the chart must know of this cluster; the rest are its defaults. Each part is YAML, so that parts of different
  # shapes can be left out.
  helm_values = join("", concat(
    [yamlencode({
      autoscaling = { minReplicas = 0, maxReplicas = local.proving_workers }
      rabbitmq    = { replicas = var.default_pool_min_nodes >= 3 ? 3 : 1 }
    })],
    var.artifact_s3_access ? [
      yamlencode({ artifacts = local.artifacts_values_s3 }),
      yamlencode({ worker = { nodeSelector = { (local.proving_key) = "true" } } }),
      ] : [
      yamlencode({ artifacts = local.artifacts_values_volume }),
      yamlencode({
        for role in local.artifact_roles : role => merge(
          { podAnnotations = local.gcs_fuse_annotations },
          role == "worker" ? { nodeSelector = { (local.proving_key) = "true" } } : {},
        )
      }),
    ],
    var.database_enabled ? [
      yamlencode({
        postgresql = {
          enabled = false
          external = {
            host     = google_sql_database_instance.this[0].private_ip_address
            database = google_sql_database.this[0].name
            user     = google_sql_user.this[0].name
            # Encrypted. The certificate is not for the address, so verify-full would refuse it; the address is private.
            sslMode        = "require"
            existingSecret = local.database_secret_name
          }
        }
      }),
    ] : [],
  ))

  get_credentials_command   = "gcloud container clusters get-credentials ${google_container_cluster.this.name} --region ${var.region} --project ${var.project_id}"
  install_operators_command = "./deploy/install-operators.sh"
  create_namespace_command  = "kubectl create namespace ${var.chart_namespace}"

  secret_commands = concat(
    var.artifact_s3_access ? [
      "gcloud secrets versions access latest --secret ${google_secret_manager_secret.artifacts[0].secret_id} --project ${var.project_id} | kubectl create secret generic ${local.artifacts_secret_name} --namespace ${var.chart_namespace} --from-literal accessKeyId=${google_storage_hmac_key.artifacts[0].access_id} --from-file secretAccessKey=/dev/stdin",
    ] : [],
    var.database_enabled ? [
      "gcloud secrets versions access latest --secret ${google_secret_manager_secret.database[0].secret_id} --project ${var.project_id} | kubectl create secret generic ${local.database_secret_name} --namespace ${var.chart_namespace} --from-file password=/dev/stdin",
    ] : [],
  )

  helm_install_command = "helm install ${var.chart_release} ./deploy/helm/zerosharp --namespace ${var.chart_namespace} --create-namespace --values gke-values.yaml"
}

output "cluster_name" {
  description = "Name of the cluster."
  value       = google_container_cluster.this.name
}

output "cluster_location" {
  description = "Region of the cluster."
  value       = google_container_cluster.this.location
}

output "kubernetes_version" {
  description = "Version of Kubernetes that the control plane runs."
  value       = google_container_cluster.this.master_version
}

output "artifact_bucket" {
  description = "Name of the artifact bucket."
  value       = google_storage_bucket.artifacts.name
}

output "artifact_principals" {
  description = "Who of the cluster may read and write the bucket by workload identity."
  value       = [for binding in google_storage_bucket_iam_member.chart : binding.member]
}

output "artifact_s3_access_id" {
  description = "Id of the key for the S3-compatible API; null without artifact_s3_access. Its secret is in Secret Manager."
  value       = one(google_storage_hmac_key.artifacts[*].access_id)
}

output "artifact_s3_secret" {
  description = "Secret of Secret Manager with the secret access key; null without artifact_s3_access."
  value       = one(google_secret_manager_secret.artifacts[*].secret_id)
}

output "database_address" {
  description = "Private address of the database; null without database_enabled."
  value       = one(google_sql_database_instance.this[*].private_ip_address)
}

output "database_password_secret" {
  description = "Secret of Secret Manager with the database's password; null without database_enabled."
  value       = one(google_secret_manager_secret.database[*].secret_id)
}

output "proving_workers" {
  description = "Workers that the proving pool has room for when it is full."
  value       = local.proving_workers
}

output "helm_values" {
  description = "Values for the chart: `terraform -chdir=deploy/terraform output -raw helm_values > gke-values.yaml`."
  value       = local.helm_values
}

output "get_credentials_command" {
  description = "Gives kubectl and helm access to the cluster."
  value       = local.get_credentials_command
}

output "install_operators_command" {
  description = "Installs cert-manager and the operators of RabbitMQ, KEDA and Prometheus."
  value       = local.install_operators_command
}

output "helm_install_command" {
  description = "Installs the chart with the values of this cluster."
  value       = local.helm_install_command
}

output "next_steps" {
  description = "All commands from here to a cluster that proves, in their order: `terraform output -raw next_steps`. Run them in the root of the repository."
  value = join("\n", concat(
    [
      local.get_credentials_command,
      local.install_operators_command,
      "terraform -chdir=deploy/terraform output -raw helm_values > gke-values.yaml",
    ],
    length(local.secret_commands) > 0 ? [local.create_namespace_command] : [],
    local.secret_commands,
    [
      local.helm_install_command,
      "helm test ${var.chart_release} --namespace ${var.chart_namespace} --timeout 15m",
      "",
    ],
  ))
}
