{{/* Parts of the network policies. */}}

{{/* Head of a policy of one component; takes root, component, name and whether it is one of RabbitMQ. */}}
{{- define "zerosharp.policyHead" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "zerosharp.fullname" .root }}-{{ .component }}
  {{- include "zerosharp.metadata" (dict "root" .root "component" .component) | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "zerosharp.selectorLabels" (dict "root" .root "component" .component) | nindent 6 }}
{{- end -}}

{{/* Pods of a component in this namespace, as one peer; takes root and component. */}}
{{- define "zerosharp.peer" -}}
- podSelector:
    matchLabels:
      {{- if eq .component "rabbitmq" }}
      app.kubernetes.io/name: {{ include "zerosharp.rabbitmqName" .root }}
      app.kubernetes.io/component: rabbitmq
      {{- else }}
      {{- include "zerosharp.selectorLabels" . | nindent 6 }}
      {{- end }}
{{- end -}}

{{/* Pods of another namespace, as one peer. */}}
{{- define "zerosharp.namespacePeer" -}}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ . }}
{{- end -}}

{{/* What is outside of the release, in the cluster or beyond it: a CIDR does not match pods in every network. */}}
{{- define "zerosharp.externalPeers" -}}
- namespaceSelector: {}
{{- range .Values.networkPolicy.external.cidrs }}
- ipBlock:
    cidr: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Rule for Prometheus' scrapes of the roles. */}}
{{- define "zerosharp.scrapeRule" -}}
- from:
    {{- include "zerosharp.namespacePeer" .Values.networkPolicy.monitoringNamespace | nindent 4 }}
  ports:
    - port: 9464
{{- end -}}

{{/* Rule for resolving names. */}}
{{- define "zerosharp.dnsRule" -}}
- to:
    {{- toYaml .Values.networkPolicy.dns.to | nindent 4 }}
  ports:
    {{- range .Values.networkPolicy.dns.ports }}
    - port: {{ . }}
      protocol: UDP
    - port: {{ . }}
      protocol: TCP
    {{- end }}
{{- end -}}

{{- define "zerosharp.brokerRule" -}}
- to:
    {{- if .Values.rabbitmq.enabled }}
    {{- include "zerosharp.peer" (dict "root" . "component" "rabbitmq") | nindent 4 }}
    {{- else }}
    {{- include "zerosharp.externalPeers" . | nindent 4 }}
    {{- end }}
  ports:
    - port: {{ include "zerosharp.brokerPort" . }}
{{- end -}}

{{- define "zerosharp.databaseRule" -}}
- to:
    {{- if .Values.postgresql.enabled }}
    {{- include "zerosharp.peer" (dict "root" . "component" "postgresql") | nindent 4 }}
    {{- else }}
    {{- include "zerosharp.externalPeers" . | nindent 4 }}
    {{- end }}
  ports:
    - port: {{ ternary 5432 (int .Values.postgresql.external.port) .Values.postgresql.enabled }}
{{- end -}}

{{/*
Rule for the artifact store. A volume is mounted by the node; only GCS FUSE runs in the pod, and asks the metadata
server for the pod's identity.
*/}}
{{- define "zerosharp.artifactsRule" -}}
{{- if eq .Values.artifacts.mode "server" }}
- to:
    {{- include "zerosharp.peer" (dict "root" . "component" "artifacts") | nindent 4 }}
  ports:
    - port: 7070
{{- else if eq .Values.artifacts.mode "s3" }}
- to:
    {{- include "zerosharp.externalPeers" . | nindent 4 }}
  ports:
    - port: {{ include "zerosharp.urlPort" (.Values.artifacts.s3.endpoint | default "https://s3") }}
{{- else if eq (dig "csi" "driver" "" .Values.artifacts.volume.inline) "gcsfuse.csi.storage.gke.io" }}
- to:
    {{- include "zerosharp.externalPeers" . | nindent 4 }}
  ports:
    - port: 443
- to:
    - ipBlock:
        cidr: 169.254.169.252/32
    - ipBlock:
        cidr: 169.254.169.254/32
  ports:
    - port: 80
    - port: 988
{{- end }}
{{- end -}}

{{/* Port of a URL. */}}
{{- define "zerosharp.urlPort" -}}
{{- $url := urlParse . -}}
{{- if regexMatch ":[0-9]+$" $url.host -}}
{{ regexFind "[0-9]+$" $url.host }}
{{- else -}}
{{ ternary 443 80 (eq $url.scheme "https") }}
{{- end -}}
{{- end -}}

{{- define "zerosharp.otlpRule" -}}
{{- with .Values.otlpEndpoint }}
- to:
    {{- include "zerosharp.externalPeers" $ | nindent 4 }}
  ports:
    - port: {{ include "zerosharp.urlPort" . }}
{{- end }}
{{- end -}}

{{- define "zerosharp.ethproofsRule" -}}
- to:
    {{- include "zerosharp.externalPeers" . | nindent 4 }}
  ports:
    - port: {{ include "zerosharp.urlPort" .Values.ethproofs.url }}
{{- end -}}

{{- define "zerosharp.kubernetesApiRule" -}}
- to:
    {{- range .Values.networkPolicy.kubernetesApi.cidrs }}
    - ipBlock:
        cidr: {{ . | quote }}
    {{- end }}
  ports:
    {{- range .Values.networkPolicy.kubernetesApi.ports }}
    - port: {{ . }}
    {{- end }}
{{- end -}}

{{- define "zerosharp.extraEgress" -}}
{{- with .Values.networkPolicy.extraEgress }}
{{- toYaml . }}
{{- end }}
{{- end -}}
