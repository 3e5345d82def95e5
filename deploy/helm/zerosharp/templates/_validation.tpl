{{/* Values that do not go together end the rendering with one line that says what to set. */}}
{{- define "zerosharp.validate" -}}
{{- $values := .Values -}}
{{- $external := $values.rabbitmq.external -}}
{{- if and $values.rabbitmq.enabled (not $values.operators.enabled) -}}
{{- fail "operators.enabled=false leaves nobody to run RabbitMQ: set rabbitmq.enabled=false and name a broker in rabbitmq.external.host and rabbitmq.external.existingSecret" -}}
{{- end -}}
{{- if and (not $values.rabbitmq.enabled) (not (and $external.host $external.existingSecret)) -}}
{{- fail "rabbitmq.enabled=false needs a broker: set rabbitmq.external.host and rabbitmq.external.existingSecret" -}}
{{- end -}}
{{- with $values.postgresql -}}
{{- if and (not .enabled) (not (and .external.host .external.existingSecret)) -}}
{{- fail "postgresql.enabled=false needs a database: set postgresql.external.host and postgresql.external.existingSecret" -}}
{{- end -}}
{{- end -}}
{{- with $values.artifacts -}}
{{- if and (eq .mode "s3") (not .s3.bucket) -}}
{{- fail "artifacts.mode=s3 needs a bucket: set artifacts.s3.bucket" -}}
{{- end -}}
{{- if and (eq .mode "volume") (not (or .volume.existingClaim .volume.inline .volume.create.enabled)) -}}
{{- fail "artifacts.mode=volume needs a volume: set artifacts.volume.existingClaim, artifacts.volume.inline or artifacts.volume.create.enabled=true" -}}
{{- end -}}
{{- end -}}
{{- with $values.follower -}}
{{- if and .enabled (not (and .startBlock .rpcUrl.existingSecret)) -}}
{{- fail "follower.enabled=true needs follower.startBlock and follower.rpcUrl.existingSecret" -}}
{{- end -}}
{{- end -}}
{{- with $values.ethproofs -}}
{{- if and .enabled (not (and .clusterId .existingSecret)) -}}
{{- fail "ethproofs.enabled=true needs ethproofs.clusterId and ethproofs.existingSecret" -}}
{{- end -}}
{{- if and .enabled (not $values.follower.enabled) (gt (int $values.leader.replicas) 1) -}}
{{- fail "ethproofs.enabled=true with several leaders would report each block several times: set leader.replicas=1, or follower.enabled=true" -}}
{{- end -}}
{{- end -}}
{{- with $values.autoscaling -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{- fail "autoscaling.minReplicas must not be greater than autoscaling.maxReplicas" -}}
{{- end -}}
{{- if and (eq .mode "rabbitmq") (not $values.rabbitmq.enabled) (not $external.managementUrl) -}}
{{- fail "autoscaling.mode=rabbitmq with an external broker needs its management interface: set rabbitmq.external.managementUrl" -}}
{{- end -}}
{{- end -}}
{{- with $values.worker -}}
{{- if and .terminationGracePeriodSeconds (lt (int .terminationGracePeriodSeconds) (int .drainTimeoutSeconds)) -}}
{{- fail "worker.terminationGracePeriodSeconds must not be less than worker.drainTimeoutSeconds, or workers are killed while they drain" -}}
{{- end -}}
{{- end -}}
{{- with $values.leader.ingress -}}
{{- if and .enabled (not .host) -}}
{{- fail "leader.ingress.enabled=true needs leader.ingress.host" -}}
{{- end -}}
{{- end -}}
{{- end -}}
