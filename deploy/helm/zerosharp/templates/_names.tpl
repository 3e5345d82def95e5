{{/* What the names of all objects begin with. Room is left for what the operators append. */}}
{{- define "zerosharp.fullname" -}}
{{- default .Release.Name .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* Labels that never change; takes root and component. */}}
{{- define "zerosharp.selectorLabels" -}}
app.kubernetes.io/name: zerosharp
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/*
Labels of pods; takes root, component and further labels. Those with versions are not among them, or each release of
the chart would restart pods that have not changed.
*/}}
{{- define "zerosharp.podLabels" -}}
{{ include "zerosharp.selectorLabels" . }}
app.kubernetes.io/part-of: zerosharp
{{- with merge (dict) (.labels | default dict) .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Labels of an object; takes root and component, and further labels. */}}
{{- define "zerosharp.labels" -}}
{{ include "zerosharp.selectorLabels" . }}
app.kubernetes.io/part-of: zerosharp
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with merge (dict) (.labels | default dict) .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Labels and annotations of an object; takes root, component, further labels and annotations. */}}
{{- define "zerosharp.metadata" -}}
labels:
  {{- include "zerosharp.labels" . | nindent 2 }}
{{- with merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Image of a role; takes root and values. */}}
{{- define "zerosharp.image" -}}
{{- $image := .values.image -}}
{{- $name := printf "%s/%s" .root.Values.image.registry $image.repository -}}
{{- if $image.digest -}}
{{ printf "%s@%s" $name $image.digest }}
{{- else -}}
{{ printf "%s:%s" $name (default .root.Chart.AppVersion .root.Values.image.tag) }}
{{- end -}}
{{- end -}}

{{/* Name of a role's service account; takes root, role and values. */}}
{{- define "zerosharp.serviceAccountName" -}}
{{- with .values.serviceAccount -}}
{{- if .name }}{{ .name }}{{ else }}{{ include "zerosharp.fullname" $.root }}-{{ $.role }}{{ end -}}
{{- end -}}
{{- end -}}

{{- define "zerosharp.rabbitmqName" -}}
{{ include "zerosharp.fullname" . }}-rabbitmq
{{- end -}}

{{- define "zerosharp.postgresqlName" -}}
{{ include "zerosharp.fullname" . }}-postgresql
{{- end -}}

{{- define "zerosharp.artifactsName" -}}
{{ include "zerosharp.fullname" . }}-artifacts
{{- end -}}

{{- define "zerosharp.leaderUrl" -}}
http://{{ include "zerosharp.fullname" . }}-leader.{{ .Release.Namespace }}.svc:{{ .Values.leader.service.port }}
{{- end -}}

{{- define "zerosharp.apiKeysSecret" -}}
{{ .Values.leader.apiKeys.existingSecret | default (printf "%s-api-keys" (include "zerosharp.fullname" .)) }}
{{- end -}}

{{- define "zerosharp.apiKeysKey" -}}
{{ ternary .Values.leader.apiKeys.key "keys" (ne .Values.leader.apiKeys.existingSecret "") }}
{{- end -}}

{{/* What the number of workers follows, with regard to the operators. */}}
{{- define "zerosharp.scalingMode" -}}
{{ ternary .Values.autoscaling.mode "none" .Values.operators.enabled }}
{{- end -}}

{{/*
A random secret that stays: what the cluster has under the name, else what this rendering has made already, else a new
one. Takes root, name, key and length.
*/}}
{{- define "zerosharp.generated" -}}
{{- $made := get .root.Values "generatedSecrets" | default dict -}}
{{- $place := printf "%s/%s" .name .key -}}
{{- if not (hasKey $made $place) -}}
{{- $found := lookup "v1" "Secret" .root.Release.Namespace .name | default dict -}}
{{- $old := get ($found.data | default dict) .key -}}
{{- $_ := set $made $place (ternary ($old | b64dec) (randAlphaNum (int .length)) (ne ($old | default "") "")) -}}
{{- $_ := set .root.Values "generatedSecrets" $made -}}
{{- end -}}
{{ get $made $place }}
{{- end -}}
