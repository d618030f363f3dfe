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

{{/* What a Secret may hold, each with the variable that names its file. */}}
{{- define "musicbell.secretVariables" -}}
secret: BELL_SECRET_FILE
authSeal: BELL_AUTH_SEAL_FILE
databaseUrl: BELL_DATABASE_URL_FILE
authDatabaseUrl: BELL_AUTH_DATABASE_URL_FILE
musicDatabaseUrl: BELL_MUSIC_DATABASE_URL_FILE
imgDatabaseUrl: BELL_IMG_DATABASE_URL_FILE
keyValueUrl: BELL_KEY_VALUE_URL_FILE
eventsUrl: BELL_EVENTS_URL_FILE
searchUrl: BELL_SEARCH_URL_FILE
blobsUrl: BELL_BLOBS_URL_FILE
smtpUrl: BELL_SMTP_URL_FILE
s3Credentials: AWS_SHARED_CREDENTIALS_FILE
{{- end -}}

{{/* Which of them there are, as JSON. Without an engine's address each pod would keep that in files of its own, and lose it. */}}
{{- define "musicbell.givenSecrets" -}}
{{- $given := .Values.existingSecret.keys -}}
{{- $missing := "existingSecret.keys has no %s" -}}
{{- if not .Values.existingSecret.name -}}
{{- $given = list -}}
{{- $missing = "secrets.%s is missing, or existingSecret.name" -}}
{{- range $key, $value := .Values.secrets -}}
{{- if $value -}}{{- $given = append $given $key -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- $needed := list "secret" "keyValueUrl" "eventsUrl" "searchUrl" "blobsUrl" -}}
{{- range list "authDatabaseUrl" "musicDatabaseUrl" "imgDatabaseUrl" -}}
{{- if not (has . $given) -}}{{- $needed = append $needed "databaseUrl" -}}{{- end -}}
{{- end -}}
{{- range $needed -}}
{{- if not (has . $given) -}}{{- fail (printf $missing .) -}}{{- end -}}
{{- end -}}
{{- toJson $given -}}
{{- end -}}

{{/* Secrets reach the program as files: of these names, each by the variable that names its file. */}}
{{- define "musicbell.secretFiles" -}}
{{- $variables := include "musicbell.secretVariables" . | fromYaml }}
{{- range . }}
- name: {{ get $variables . }}
  value: /run/secrets/bell/{{ . }}
{{- end }}
{{- end -}}

{{/* What every pod says, whatever runs in it. */}}
{{- define "musicbell.pod" -}}
automountServiceAccountToken: false
# They would be BELL_AUTH_PORT and the like, which mean other things here.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "musicbell.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}
