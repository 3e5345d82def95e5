{{/* Where broker, database and artifact store are: environment, volumes and mounts of the roles that use them. */}}

{{- define "zerosharp.brokerHost" -}}
{{- if .Values.rabbitmq.enabled -}}
{{ include "zerosharp.rabbitmqName" . }}.{{ .Release.Namespace }}.svc
{{- else -}}
{{ .Values.rabbitmq.external.host }}
{{- end -}}
{{- end -}}

{{- define "zerosharp.brokerPort" -}}
{{ ternary 5672 (int .Values.rabbitmq.external.port) .Values.rabbitmq.enabled }}
{{- end -}}

{{/* Secret with the broker's user and password: RabbitMQ's operator makes one of this name. */}}
{{- define "zerosharp.brokerSecret" -}}
{{- if .Values.rabbitmq.enabled -}}
{{ include "zerosharp.rabbitmqName" . }}-default-user
{{- else -}}
{{ .Values.rabbitmq.external.existingSecret }}
{{- end -}}
{{- end -}}

{{- define "zerosharp.brokerUserKey" -}}
{{ ternary "username" .Values.rabbitmq.external.usernameKey .Values.rabbitmq.enabled }}
{{- end -}}

{{- define "zerosharp.brokerPasswordKey" -}}
{{ ternary "password" .Values.rabbitmq.external.passwordKey .Values.rabbitmq.enabled }}
{{- end -}}

{{- define "zerosharp.brokerEnv" -}}
{{- $external := .Values.rabbitmq.external -}}
{{- $isTls := and (not .Values.rabbitmq.enabled) $external.tls -}}
- name: AMQP_URI
  value: {{ ternary "amqps" "amqp" $isTls }}://{{ include "zerosharp.brokerHost" . }}:{{ include "zerosharp.brokerPort" . }}
    {{- if and (not .Values.rabbitmq.enabled) $external.vhost }}/{{ $external.vhost | urlquery }}{{ end }}
- name: ZERO_AMQP_USER
  valueFrom:
    secretKeyRef:
      name: {{ include "zerosharp.brokerSecret" . }}
      key: {{ include "zerosharp.brokerUserKey" . }}
- name: ZERO_AMQP_PASSWORD_FILE
  value: /etc/zerosharp/broker/password
{{- if and $isTls $external.caSecret }}
- name: ZERO_AMQP_CA_FILE
  value: /etc/zerosharp/broker-ca/ca.crt
{{- end }}
- name: ZERO_QUEUE_PREFIX
  value: {{ .Values.queuePrefix | quote }}
{{- end -}}

{{- define "zerosharp.brokerMounts" -}}
{{- $external := .Values.rabbitmq.external -}}
- name: broker
  mountPath: /etc/zerosharp/broker
  readOnly: true
{{- if and (not .Values.rabbitmq.enabled) $external.tls $external.caSecret }}
- name: broker-ca
  mountPath: /etc/zerosharp/broker-ca
  readOnly: true
{{- end }}
{{- end -}}

{{- define "zerosharp.brokerVolumes" -}}
{{- $external := .Values.rabbitmq.external -}}
{{ include "zerosharp.secretVolume" (dict "volume" "broker" "secret" (include "zerosharp.brokerSecret" .)
  "key" (include "zerosharp.brokerPasswordKey" .) "path" "password") }}
{{- if and (not .Values.rabbitmq.enabled) $external.tls $external.caSecret }}
{{ include "zerosharp.secretVolume" (dict "volume" "broker-ca" "secret" $external.caSecret
  "key" $external.caKey "path" "ca.crt") }}
{{- end }}
{{- end -}}

{{- define "zerosharp.databaseSecret" -}}
{{- if .Values.postgresql.enabled -}}
{{ .Values.postgresql.existingSecret | default (include "zerosharp.postgresqlName" .) }}
{{- else -}}
{{ .Values.postgresql.external.existingSecret }}
{{- end -}}
{{- end -}}

{{/* A secret of the chart's own has the password under its own key, whatever passwordKey says. */}}
{{- define "zerosharp.databaseKey" -}}
{{- if not .Values.postgresql.enabled -}}
{{ .Values.postgresql.external.passwordKey }}
{{- else -}}
{{ ternary .Values.postgresql.passwordKey "password" (ne .Values.postgresql.existingSecret "") }}
{{- end -}}
{{- end -}}

{{- define "zerosharp.databaseEnv" -}}
- name: ZERO_DATABASE
  {{- if .Values.postgresql.enabled }}
  {{- $name := .Values.postgresql.database }}
  value: postgres://{{ $name }}@{{ include "zerosharp.postgresqlName" . }}.{{ .Release.Namespace }}.svc:5432/{{ $name }}
  {{- else }}
  {{- with .Values.postgresql.external }}
  value: postgres://{{ .user | urlquery }}@{{ .host }}:{{ .port }}/{{ .database | urlquery }}?sslmode={{ .sslMode }}
  {{- end }}
  {{- end }}
- name: ZERO_DATABASE_PASSWORD_FILE
  value: /etc/zerosharp/database/password
{{- if and (not .Values.postgresql.enabled) .Values.postgresql.external.caSecret }}
- name: ZERO_DATABASE_CA_FILE
  value: /etc/zerosharp/database-ca/ca.crt
{{- end }}
{{- end -}}

{{- define "zerosharp.databaseMounts" -}}
- name: database
  mountPath: /etc/zerosharp/database
  readOnly: true
{{- if and (not .Values.postgresql.enabled) .Values.postgresql.external.caSecret }}
- name: database-ca
  mountPath: /etc/zerosharp/database-ca
  readOnly: true
{{- end }}
{{- end -}}

{{- define "zerosharp.databaseVolumes" -}}
{{- $external := .Values.postgresql.external -}}
{{ include "zerosharp.secretVolume" (dict "volume" "database" "secret" (include "zerosharp.databaseSecret" .)
  "key" (include "zerosharp.databaseKey" .) "path" "password") }}
{{- if and (not .Values.postgresql.enabled) $external.caSecret }}
{{ include "zerosharp.secretVolume" (dict "volume" "database-ca" "secret" $external.caSecret
  "key" $external.caKey "path" "ca.crt") }}
{{- end }}
{{- end -}}

{{/* Bucket of the S3 server in the cluster: a directory of its volume. */}}
{{- define "zerosharp.serverBucket" -}}
zerosharp
{{- end -}}

{{- define "zerosharp.artifactsSecret" -}}
{{- if eq .Values.artifacts.mode "server" -}}
{{ .Values.artifacts.server.existingSecret | default (include "zerosharp.artifactsName" .) }}
{{- else -}}
{{ .Values.artifacts.s3.existingSecret }}
{{- end -}}
{{- end -}}

{{- define "zerosharp.artifactsEnv" -}}
{{- $s3 := .Values.artifacts.s3 -}}
{{- $isServer := eq .Values.artifacts.mode "server" -}}
- name: ZERO_ARTIFACTS
  {{- if eq .Values.artifacts.mode "volume" }}
  value: /artifacts
  {{- else if $isServer }}
  value: s3://{{ include "zerosharp.serverBucket" . }}/artifacts
  {{- else }}
  value: s3://{{ $s3.bucket }}{{ with $s3.prefix }}/{{ . }}{{ end }}
  {{- end }}
{{- if ne .Values.artifacts.mode "volume" }}
{{- if $isServer }}
- name: AWS_ENDPOINT_URL_S3
  value: http://{{ include "zerosharp.artifactsName" . }}.{{ .Release.Namespace }}.svc:7070
{{- else if $s3.endpoint }}
- name: AWS_ENDPOINT_URL_S3
  value: {{ $s3.endpoint | quote }}
{{- end }}
- name: AWS_REGION
  value: {{ ternary "us-east-1" $s3.region $isServer | quote }}
{{- with include "zerosharp.artifactsSecret" . }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ ternary "accessKeyId" $s3.accessKeyIdKey $isServer }}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ ternary "secretAccessKey" $s3.secretAccessKeyKey $isServer }}
{{- end }}
{{- if and (not $isServer) $s3.caSecret }}
- name: ZERO_S3_CA_FILE
  value: /etc/zerosharp/artifacts-ca/ca.crt
{{- end }}
{{- end }}
{{- end -}}

{{- define "zerosharp.artifactsMounts" -}}
{{- if eq .Values.artifacts.mode "volume" }}
- name: artifacts
  mountPath: /artifacts
{{- else if and (eq .Values.artifacts.mode "s3") .Values.artifacts.s3.caSecret }}
- name: artifacts-ca
  mountPath: /etc/zerosharp/artifacts-ca
  readOnly: true
{{- end }}
{{- end -}}

{{- define "zerosharp.artifactsVolumes" -}}
{{- if eq .Values.artifacts.mode "volume" }}
{{- with .Values.artifacts.volume }}
- name: artifacts
  {{- if .inline }}
  {{- toYaml .inline | nindent 2 }}
  {{- else }}
  persistentVolumeClaim:
    claimName: {{ .existingClaim | default (include "zerosharp.artifactsName" $) }}
  {{- end }}
{{- end }}
{{- else if and (eq .Values.artifacts.mode "s3") .Values.artifacts.s3.caSecret }}
{{ include "zerosharp.secretVolume" (dict "volume" "artifacts-ca" "secret" .Values.artifacts.s3.caSecret
  "key" .Values.artifacts.s3.caKey "path" "ca.crt") }}
{{- end }}
{{- end -}}

{{/* One key of a secret as a file that the pod's group may read; takes volume, secret, key and path. */}}
{{- define "zerosharp.secretVolume" -}}
- name: {{ .volume }}
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
    items:
      - key: {{ .key | quote }}
        path: {{ .path }}
{{- end -}}

{{/* Management interface of the broker, with the slash that KEDA expects in place of a virtual host. */}}
{{- define "zerosharp.managementUrl" -}}
{{- if .Values.rabbitmq.enabled -}}
http://{{ include "zerosharp.brokerHost" . }}:15672/
{{- else -}}
{{ trimSuffix "/" .Values.rabbitmq.external.managementUrl }}/
{{- end -}}
{{- end -}}

{{- define "zerosharp.brokerVhost" -}}
{{- if .Values.rabbitmq.enabled -}}/{{- else -}}{{ .Values.rabbitmq.external.vhost | default "/" }}{{- end -}}
{{- end -}}
