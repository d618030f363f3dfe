{{- define "musicbell.name" -}}
{{- printf "%s" .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "musicbell.labels" -}}
app.kubernetes.io/name: musicbell
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "musicbell.selector" -}}
app.kubernetes.io/name: musicbell
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "musicbell.secret" -}}
{{- .Values.existingSecret.name | default (include "musicbell.name" .) -}}
{{- end -}}

{{- define "musicbell.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}

{{/* Secrets reach the program as files: each that there is, by the variable that names its file. */}}
{{- define "musicbell.secretFiles" -}}
{{- $variables := dict "secret" "BELL_SECRET_FILE" "databaseUrl" "BELL_DATABASE_URL_FILE" "keyValueUrl" "BELL_KEY_VALUE_URL_FILE" "eventsUrl" "BELL_EVENTS_URL_FILE" "searchUrl" "BELL_SEARCH_URL_FILE" "blobsUrl" "BELL_BLOBS_URL_FILE" "smtpUrl" "BELL_SMTP_URL_FILE" "s3Credentials" "AWS_SHARED_CREDENTIALS_FILE" }}
{{- range $key, $variable := $variables }}
{{- if ternary (has $key $.Values.existingSecret.keys) (not (empty (get $.Values.secrets $key))) (not (empty $.Values.existingSecret.name)) }}
- name: {{ $variable }}
  value: /run/secrets/bell/{{ $key }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "musicbell.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "musicbell.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}
