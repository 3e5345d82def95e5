{{/* Parts that all pods of the roles have. */}}

{{/* Metadata of a role's pods; takes root, role and values, and further annotations. */}}
{{- define "zerosharp.podMetadata" -}}
labels:
  {{- include "zerosharp.podLabels" (dict "root" .root "component" .role "labels" .values.podLabels) | nindent 2 }}
annotations:
  kubectl.kubernetes.io/default-container: {{ .role }}
  {{- with merge (dict) .values.podAnnotations (.annotations | default dict) .root.Values.commonAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* Where and as whom a role's pods run; takes root, role, values and grace. */}}
{{- define "zerosharp.podSpec" -}}
serviceAccountName: {{ include "zerosharp.serviceAccountName" . }}
automountServiceAccountToken: {{ .hasToken | default false }}
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .grace | default .values.terminationGracePeriodSeconds }}
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
securityContext:
  {{- include "zerosharp.podSecurity" 1654 | nindent 2 }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  {{- if .values.topologySpreadConstraints }}
  {{- toYaml .values.topologySpreadConstraints | nindent 2 }}
  {{- else }}
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "zerosharp.selectorLabels" (dict "root" $.root "component" $.role) | nindent 8 }}
  {{- end }}
  {{- end }}
{{- end -}}

{{/* Security of a pod, by its user. */}}
{{- define "zerosharp.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "zerosharp.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Arguments of a role that logs. */}}
{{- define "zerosharp.logArgs" -}}
- --log-level={{ .Values.log.level }}
{{- end -}}

{{/* Environment that all roles have. */}}
{{- define "zerosharp.commonEnv" -}}
- name: ZERO_METRICS_ADDRESS
  value: 0.0.0.0:9464
- name: ZERO_LOG_FORMAT
  value: {{ .Values.log.format }}
- name: ZERO_DATA
  value: /data
{{- with .Values.otlpEndpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Probes of a role. Readiness says whether broker, database and store answer; that is no reason to restart. */}}
{{- define "zerosharp.probes" -}}
startupProbe:
  httpGet:
    path: /healthz
    port: metrics
  periodSeconds: 2
  timeoutSeconds: 3
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: /healthz
    port: metrics
  periodSeconds: 15
  timeoutSeconds: 10
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: /readyz
    port: metrics
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
{{- end -}}

{{- define "zerosharp.scratchMounts" -}}
- name: data
  mountPath: /data
- name: tmp
  mountPath: /tmp
{{- end -}}

{{- define "zerosharp.scratchVolumes" -}}
- name: data
  emptyDir:
    sizeLimit: 2Gi
- name: tmp
  emptyDir:
    sizeLimit: 1Gi
{{- end -}}

{{/* Service account of a role; takes root, role and values. */}}
{{- define "zerosharp.serviceAccount" -}}
{{- if .values.serviceAccount.create }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "zerosharp.serviceAccountName" . }}
  {{- include "zerosharp.metadata" (dict "root" .root "component" .role "annotations" .values.serviceAccount.annotations)
    | nindent 2 }}
automountServiceAccountToken: false
{{- end }}
{{- end -}}

{{/* PodDisruptionBudget of a role; takes root, role and values. */}}
{{- define "zerosharp.podDisruptionBudget" -}}
{{- if .values.podDisruptionBudget.enabled }}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "zerosharp.fullname" .root }}-{{ .role }}
  {{- include "zerosharp.metadata" (dict "root" .root "component" .role) | nindent 2 }}
spec:
  maxUnavailable: {{ .values.podDisruptionBudget.maxUnavailable }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "zerosharp.selectorLabels" (dict "root" .root "component" .role) | nindent 6 }}
{{- end }}
{{- end -}}

{{/* Arguments by which a leader reports to ethproofs. */}}
{{- define "zerosharp.ethproofsArgs" -}}
{{- with .Values.ethproofs }}
- --ethproofs-url={{ .url }}
- --ethproofs-key-file=/etc/zerosharp/ethproofs/key
- --ethproofs-cluster-id={{ int64 .clusterId }}
- --ethproofs-chain-id={{ int64 .chainId }}
{{- with .verifierId }}
- --ethproofs-verifier-id={{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Where and as whom the pods of `helm test` run. */}}
{{- define "zerosharp.testPodSpec" -}}
restartPolicy: Never
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "zerosharp.podSecurity" 1654 | nindent 2 }}
{{- with .Values.jumpbox.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.jumpbox.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
