#!/bin/sh
# Runs the programme by the API alone: registers children, moves a due date, records a visit, sends
# an SMS, asks for a job, and reads what became of them. Run it twice: nothing happens twice.
#
#   RAPPEL_URL=http://localhost:3333 RAPPEL_TOKEN=rappel_… sh run_the_programme.sh
#
# Needs curl 7.76 or newer, and a token:
#   node ace token:create --name=clinic --abilities=patients:read,patients:write,messages:read,messages:write,jobs:write,schedules:read,stats:read,scheduler:read
set -eu

: "${RAPPEL_URL:?the address of Rappel, such as http://localhost:3333}"
: "${RAPPEL_TOKEN:?a token, made with: node ace token:create}"
CHILD=${CHILD:-EXAMPLE-0001}
OTHER=${OTHER:-EXAMPLE-0002}
PHONE=${PHONE:-+237690005555}

# GNU and BSD count days in different ways.
in_days() {
  date -d "+$1 days" +%F 2>/dev/null || date -v "+$1d" +%F
}
TODAY=${TODAY:-$(in_days 0)}
DUE=${DUE:-$(in_days 8)}
LATER=${LATER:-$(in_days 15)}

# api METHOD PATH [BODY [IDEMPOTENCY_KEY]]: the token is not shown to other users of the machine.
api() {
  printf '\n%s %s\n' "$1" "$2"
  printf 'header = "Authorization: Bearer %s"\n' "$RAPPEL_TOKEN" |
    curl --config - --silent --show-error --fail-with-body --request "$1" \
      ${3:+--header "Content-Type: application/json" --data "$3"} \
      ${4:+--header "Idempotency-Key: $4"} \
      "$RAPPEL_URL/api/v1$2"
  echo
}

# A child, a dose, and a new date for it. Each answer names the reminders that follow.
api PUT "/patients/$CHILD" \
  '{ "first_name": "Amina", "caregiver_phone": "'"$PHONE"'", "facility": "CSI Briqueterie", "consent": "yes" }'
api PUT "/patients/$CHILD/immunizations/Penta/1" '{ "due_on": "'"$DUE"'" }'
api PUT "/patients/$CHILD/immunizations/Penta/1" '{ "due_on": "'"$LATER"'" }'

# Many records in one request. The second one is rejected, and the first one is not held up by it.
api PUT /batches '{ "records": [
  { "patient_ref": "'"$OTHER"'", "first_name": "Ibrahim", "caregiver_phone": null, "facility": "CSI Briqueterie",
    "vaccine": "BCG", "dose": "1", "due_on": "'"$DUE"'" },
  { "patient_ref": "EXAMPLE-0003", "first_name": "Awa", "caregiver_phone": "12", "facility": "CSI Briqueterie" } ] }'

# An SMS of one's own, and a job for later. The keys let both be sent again without harm.
api POST /messages \
  '{ "phone_number": "'"$PHONE"'", "message": "Le centre ouvre demain a 9 h.", "patient": "'"$CHILD"'" }' \
  "$CHILD opens at nine"
api POST /jobs '{ "appName": "sms", "scheduledTime": "'"$LATER"' 09:00:00", "idempotencyKey": "'"$CHILD later"'",
  "jobData": { "phoneNumber": "'"$PHONE"'", "message": "A bientot." } }'
api GET "/jobs/$CHILD%20later"

# The visit calls the reminders off, and so does a child who moves away.
api POST "/patients/$CHILD/visits" '{ "vaccine": "Penta", "dose": "1", "administered_on": "'"$TODAY"'" }'
api PUT "/patients/$OTHER/status" '{ "status": "moved", "reason": "moved to another district" }'

# What became of it, and who was not reached.
api GET "/patients/$CHILD"
api GET "/messages?patient=$CHILD"
api GET "/messages?status=undelivered,failed,dead_letter,expired,suppressed,unknown&from=$TODAY&limit=200"
api GET "/stats?timeframe=day"
api GET /scheduler/status
