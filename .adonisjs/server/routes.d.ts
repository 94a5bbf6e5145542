import '@adonisjs/core/types/http'

type ParamValue = string | number | bigint | boolean

export type ScannedRoutes = {
  ALL: {
    'health_checks.show': { paramsTuple?: []; params?: {} }
    'health_checks.live': { paramsTuple?: []; params?: {} }
    'health_checks.ready': { paramsTuple?: []; params?: {} }
    'metrics.show': { paramsTuple?: []; params?: {} }
    'desk.sign_ins.create': { paramsTuple?: []; params?: {} }
    'desk.sign_ins.store': { paramsTuple?: []; params?: {} }
    'desk.sign_in_codes.create': { paramsTuple?: []; params?: {} }
    'desk.sign_in_codes.store': { paramsTuple?: []; params?: {} }
    'desk.sign_ins.destroy': { paramsTuple?: []; params?: {} }
    'desk.languages.update': { paramsTuple?: []; params?: {} }
    'desk.account.show': { paramsTuple?: []; params?: {} }
    'desk.passwords.update': { paramsTuple?: []; params?: {} }
    'desk.sessions.destroy': { paramsTuple?: []; params?: {} }
    'desk.second_factors.create': { paramsTuple?: []; params?: {} }
    'desk.second_factors.store': { paramsTuple?: []; params?: {} }
    'desk.second_factors.destroy': { paramsTuple?: []; params?: {} }
    'desk.users.index': { paramsTuple?: []; params?: {} }
    'desk.users.store': { paramsTuple?: []; params?: {} }
    'desk.users.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.user_roles.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.user_locks.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.user_locks.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.user_passwords.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.user_sessions.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.user_second_factors.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.tokens.index': { paramsTuple?: []; params?: {} }
    'desk.tokens.store': { paramsTuple?: []; params?: {} }
    'desk.tokens.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.today.show': { paramsTuple?: []; params?: {} }
    'desk.starts.show': { paramsTuple?: []; params?: {} }
    'desk.test_messages.create': { paramsTuple?: []; params?: {} }
    'desk.test_messages.store': { paramsTuple?: []; params?: {} }
    'desk.messages.index': { paramsTuple?: []; params?: {} }
    'desk.message_exports.show': { paramsTuple?: []; params?: {} }
    'desk.messages.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_numbers.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_reschedules.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_reschedules.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_retries.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_retries.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_edits.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_edits.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_resolutions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_resolutions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_rejections.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_rejections.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_cancellations.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_cancellations.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.batches.create': { paramsTuple?: []; params?: {} }
    'desk.batches.store': { paramsTuple?: []; params?: {} }
    'desk.batches.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.batch_stops.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.attention.show': { paramsTuple?: []; params?: {} }
    'desk.kafka_letters.index': { paramsTuple?: []; params?: {} }
    'desk.kafka_letters.show': { paramsTuple: [ParamValue]; params: {'letter': ParamValue} }
    'desk.kafka_replays.store': { paramsTuple: [ParamValue]; params: {'letter': ParamValue} }
    'desk.event_replays.store': { paramsTuple?: []; params?: {} }
    'desk.reply_reads.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.patients.index': { paramsTuple?: []; params?: {} }
    'desk.patient_exports.show': { paramsTuple?: []; params?: {} }
    'desk.patients.show': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_numbers.store': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_phones.create': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_phones.store': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_statuses.create': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_statuses.store': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_consents.create': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_consents.store': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.activity.index': { paramsTuple?: []; params?: {} }
    'desk.activity_exports.show': { paramsTuple?: []; params?: {} }
    'desk.imports.index': { paramsTuple?: []; params?: {} }
    'desk.imports.store': { paramsTuple?: []; params?: {} }
    'desk.import_examples.show': { paramsTuple?: []; params?: {} }
    'desk.imports.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.import_runs.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.import_stops.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.rejected_rows.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedules.index': { paramsTuple?: []; params?: {} }
    'desk.schedule_exports.show': { paramsTuple?: []; params?: {} }
    'desk.schedule_creations.create': { paramsTuple?: []; params?: {} }
    'desk.schedule_creations.store': { paramsTuple?: []; params?: {} }
    'desk.schedules.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_edits.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_edits.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_deletions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_deletions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_runs.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_runs.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_pauses.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_pauses.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_resumptions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_resumptions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.systems.show': { paramsTuple?: []; params?: {} }
    'desk.sending_pauses.create': { paramsTuple?: []; params?: {} }
    'desk.sending_pauses.store': { paramsTuple?: []; params?: {} }
    'desk.sending_resumptions.create': { paramsTuple?: []; params?: {} }
    'desk.sending_resumptions.store': { paramsTuple?: []; params?: {} }
    'desk.balance_checks.store': { paramsTuple?: []; params?: {} }
    'desk.incident_acknowledgements.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.templates.index': { paramsTuple?: []; params?: {} }
    'desk.templates.open': { paramsTuple: [ParamValue]; params: {'type': ParamValue} }
    'desk.templates.show': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'desk.templates.store': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'desk.template_removals.create': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'desk.template_removals.store': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'desk.forecasts.show': { paramsTuple?: []; params?: {} }
    'desk.results.show': { paramsTuple?: []; params?: {} }
    'desk.results.export': { paramsTuple?: []; params?: {} }
    'assets.show': { paramsTuple: [ParamValue]; params: {'name': ParamValue} }
    'api.scheduler_statuses.show': { paramsTuple?: []; params?: {} }
    'api.scheduler_pauses.store': { paramsTuple?: []; params?: {} }
    'api.scheduler_resumptions.store': { paramsTuple?: []; params?: {} }
    'api.consents.index': { paramsTuple?: []; params?: {} }
    'api.consents.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.consents.store': { paramsTuple?: []; params?: {} }
    'api.inbound_messages.index': { paramsTuple?: []; params?: {} }
    'api.inbound_message_reads.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.patients.index': { paramsTuple?: []; params?: {} }
    'api.immunizations.index': { paramsTuple?: []; params?: {} }
    'api.record_batches.update': { paramsTuple?: []; params?: {} }
    'api.patients.show': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.patients.update': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.patients.destroy': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.patient_statuses.update': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.visits.store': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.immunizations.show': { paramsTuple: [ParamValue,ParamValue,ParamValue]; params: {'ref': ParamValue,'vaccine': ParamValue,'dose': ParamValue} }
    'api.immunizations.update': { paramsTuple: [ParamValue,ParamValue,ParamValue]; params: {'ref': ParamValue,'vaccine': ParamValue,'dose': ParamValue} }
    'api.immunization_visits.store': { paramsTuple: [ParamValue,ParamValue,ParamValue]; params: {'ref': ParamValue,'vaccine': ParamValue,'dose': ParamValue} }
    'api.schedules.index': { paramsTuple?: []; params?: {} }
    'api.schedules.store': { paramsTuple?: []; params?: {} }
    'api.schedules.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedules.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedules.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_pauses.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_pauses.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_runs.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_occurrences.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.occurrence_retries.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.scheduler_ticks.store': { paramsTuple?: []; params?: {} }
    'api.messages.index': { paramsTuple?: []; params?: {} }
    'api.messages.store': { paramsTuple?: []; params?: {} }
    'api.messages.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.messages.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.message_retries.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.message_rejections.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.message_cancellations.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.message_resolutions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.batches.index': { paramsTuple?: []; params?: {} }
    'api.batches.store': { paramsTuple?: []; params?: {} }
    'api.batch_previews.store': { paramsTuple?: []; params?: {} }
    'api.batches.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.batch_stops.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.facilities.index': { paramsTuple?: []; params?: {} }
    'api.facilities.show': { paramsTuple: [ParamValue]; params: {'code': ParamValue} }
    'api.templates.index': { paramsTuple?: []; params?: {} }
    'api.templates.show': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'api.templates.update': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'api.accounts.index': { paramsTuple?: []; params?: {} }
    'api.balances.index': { paramsTuple?: []; params?: {} }
    'api.statistics.show': { paramsTuple?: []; params?: {} }
    'api.audit_events.index': { paramsTuple?: []; params?: {} }
    'api.jobs.store': { paramsTuple?: []; params?: {} }
    'api.jobs.show': { paramsTuple: [ParamValue]; params: {'key': ParamValue} }
    'api.documentation.json': { paramsTuple?: []; params?: {} }
    'api.documentation.page': { paramsTuple?: []; params?: {} }
    'api.documentation.style': { paramsTuple?: []; params?: {} }
    'webhooks.delivery_receipts.store': { paramsTuple: [ParamValue]; params: {'secret': ParamValue} }
    'webhooks.inbound_messages.store': { paramsTuple: [ParamValue]; params: {'secret': ParamValue} }
  }
  GET: {
    'health_checks.show': { paramsTuple?: []; params?: {} }
    'health_checks.live': { paramsTuple?: []; params?: {} }
    'health_checks.ready': { paramsTuple?: []; params?: {} }
    'metrics.show': { paramsTuple?: []; params?: {} }
    'desk.sign_ins.create': { paramsTuple?: []; params?: {} }
    'desk.sign_in_codes.create': { paramsTuple?: []; params?: {} }
    'desk.account.show': { paramsTuple?: []; params?: {} }
    'desk.second_factors.create': { paramsTuple?: []; params?: {} }
    'desk.users.index': { paramsTuple?: []; params?: {} }
    'desk.users.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.tokens.index': { paramsTuple?: []; params?: {} }
    'desk.today.show': { paramsTuple?: []; params?: {} }
    'desk.starts.show': { paramsTuple?: []; params?: {} }
    'desk.test_messages.create': { paramsTuple?: []; params?: {} }
    'desk.messages.index': { paramsTuple?: []; params?: {} }
    'desk.message_exports.show': { paramsTuple?: []; params?: {} }
    'desk.messages.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_reschedules.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_retries.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_edits.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_resolutions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_rejections.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_cancellations.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.batches.create': { paramsTuple?: []; params?: {} }
    'desk.batches.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.attention.show': { paramsTuple?: []; params?: {} }
    'desk.kafka_letters.index': { paramsTuple?: []; params?: {} }
    'desk.kafka_letters.show': { paramsTuple: [ParamValue]; params: {'letter': ParamValue} }
    'desk.patients.index': { paramsTuple?: []; params?: {} }
    'desk.patient_exports.show': { paramsTuple?: []; params?: {} }
    'desk.patients.show': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_phones.create': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_statuses.create': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_consents.create': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.activity.index': { paramsTuple?: []; params?: {} }
    'desk.activity_exports.show': { paramsTuple?: []; params?: {} }
    'desk.imports.index': { paramsTuple?: []; params?: {} }
    'desk.import_examples.show': { paramsTuple?: []; params?: {} }
    'desk.imports.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.rejected_rows.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedules.index': { paramsTuple?: []; params?: {} }
    'desk.schedule_exports.show': { paramsTuple?: []; params?: {} }
    'desk.schedule_creations.create': { paramsTuple?: []; params?: {} }
    'desk.schedules.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_edits.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_deletions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_runs.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_pauses.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_resumptions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.systems.show': { paramsTuple?: []; params?: {} }
    'desk.sending_pauses.create': { paramsTuple?: []; params?: {} }
    'desk.sending_resumptions.create': { paramsTuple?: []; params?: {} }
    'desk.templates.index': { paramsTuple?: []; params?: {} }
    'desk.templates.open': { paramsTuple: [ParamValue]; params: {'type': ParamValue} }
    'desk.templates.show': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'desk.template_removals.create': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'desk.forecasts.show': { paramsTuple?: []; params?: {} }
    'desk.results.show': { paramsTuple?: []; params?: {} }
    'desk.results.export': { paramsTuple?: []; params?: {} }
    'assets.show': { paramsTuple: [ParamValue]; params: {'name': ParamValue} }
    'api.scheduler_statuses.show': { paramsTuple?: []; params?: {} }
    'api.consents.index': { paramsTuple?: []; params?: {} }
    'api.consents.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.inbound_messages.index': { paramsTuple?: []; params?: {} }
    'api.patients.index': { paramsTuple?: []; params?: {} }
    'api.immunizations.index': { paramsTuple?: []; params?: {} }
    'api.patients.show': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.immunizations.show': { paramsTuple: [ParamValue,ParamValue,ParamValue]; params: {'ref': ParamValue,'vaccine': ParamValue,'dose': ParamValue} }
    'api.schedules.index': { paramsTuple?: []; params?: {} }
    'api.schedules.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_occurrences.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.messages.index': { paramsTuple?: []; params?: {} }
    'api.messages.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.batches.index': { paramsTuple?: []; params?: {} }
    'api.batches.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.facilities.index': { paramsTuple?: []; params?: {} }
    'api.facilities.show': { paramsTuple: [ParamValue]; params: {'code': ParamValue} }
    'api.templates.index': { paramsTuple?: []; params?: {} }
    'api.templates.show': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'api.accounts.index': { paramsTuple?: []; params?: {} }
    'api.balances.index': { paramsTuple?: []; params?: {} }
    'api.statistics.show': { paramsTuple?: []; params?: {} }
    'api.audit_events.index': { paramsTuple?: []; params?: {} }
    'api.jobs.show': { paramsTuple: [ParamValue]; params: {'key': ParamValue} }
    'api.documentation.json': { paramsTuple?: []; params?: {} }
    'api.documentation.page': { paramsTuple?: []; params?: {} }
    'api.documentation.style': { paramsTuple?: []; params?: {} }
  }
  HEAD: {
    'health_checks.show': { paramsTuple?: []; params?: {} }
    'health_checks.live': { paramsTuple?: []; params?: {} }
    'health_checks.ready': { paramsTuple?: []; params?: {} }
    'metrics.show': { paramsTuple?: []; params?: {} }
    'desk.sign_ins.create': { paramsTuple?: []; params?: {} }
    'desk.sign_in_codes.create': { paramsTuple?: []; params?: {} }
    'desk.account.show': { paramsTuple?: []; params?: {} }
    'desk.second_factors.create': { paramsTuple?: []; params?: {} }
    'desk.users.index': { paramsTuple?: []; params?: {} }
    'desk.users.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.tokens.index': { paramsTuple?: []; params?: {} }
    'desk.today.show': { paramsTuple?: []; params?: {} }
    'desk.starts.show': { paramsTuple?: []; params?: {} }
    'desk.test_messages.create': { paramsTuple?: []; params?: {} }
    'desk.messages.index': { paramsTuple?: []; params?: {} }
    'desk.message_exports.show': { paramsTuple?: []; params?: {} }
    'desk.messages.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_reschedules.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_retries.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_edits.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_resolutions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_rejections.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_cancellations.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.batches.create': { paramsTuple?: []; params?: {} }
    'desk.batches.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.attention.show': { paramsTuple?: []; params?: {} }
    'desk.kafka_letters.index': { paramsTuple?: []; params?: {} }
    'desk.kafka_letters.show': { paramsTuple: [ParamValue]; params: {'letter': ParamValue} }
    'desk.patients.index': { paramsTuple?: []; params?: {} }
    'desk.patient_exports.show': { paramsTuple?: []; params?: {} }
    'desk.patients.show': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_phones.create': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_statuses.create': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_consents.create': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.activity.index': { paramsTuple?: []; params?: {} }
    'desk.activity_exports.show': { paramsTuple?: []; params?: {} }
    'desk.imports.index': { paramsTuple?: []; params?: {} }
    'desk.import_examples.show': { paramsTuple?: []; params?: {} }
    'desk.imports.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.rejected_rows.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedules.index': { paramsTuple?: []; params?: {} }
    'desk.schedule_exports.show': { paramsTuple?: []; params?: {} }
    'desk.schedule_creations.create': { paramsTuple?: []; params?: {} }
    'desk.schedules.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_edits.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_deletions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_runs.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_pauses.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_resumptions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.systems.show': { paramsTuple?: []; params?: {} }
    'desk.sending_pauses.create': { paramsTuple?: []; params?: {} }
    'desk.sending_resumptions.create': { paramsTuple?: []; params?: {} }
    'desk.templates.index': { paramsTuple?: []; params?: {} }
    'desk.templates.open': { paramsTuple: [ParamValue]; params: {'type': ParamValue} }
    'desk.templates.show': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'desk.template_removals.create': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'desk.forecasts.show': { paramsTuple?: []; params?: {} }
    'desk.results.show': { paramsTuple?: []; params?: {} }
    'desk.results.export': { paramsTuple?: []; params?: {} }
    'assets.show': { paramsTuple: [ParamValue]; params: {'name': ParamValue} }
    'api.scheduler_statuses.show': { paramsTuple?: []; params?: {} }
    'api.consents.index': { paramsTuple?: []; params?: {} }
    'api.consents.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.inbound_messages.index': { paramsTuple?: []; params?: {} }
    'api.patients.index': { paramsTuple?: []; params?: {} }
    'api.immunizations.index': { paramsTuple?: []; params?: {} }
    'api.patients.show': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.immunizations.show': { paramsTuple: [ParamValue,ParamValue,ParamValue]; params: {'ref': ParamValue,'vaccine': ParamValue,'dose': ParamValue} }
    'api.schedules.index': { paramsTuple?: []; params?: {} }
    'api.schedules.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_occurrences.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.messages.index': { paramsTuple?: []; params?: {} }
    'api.messages.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.batches.index': { paramsTuple?: []; params?: {} }
    'api.batches.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.facilities.index': { paramsTuple?: []; params?: {} }
    'api.facilities.show': { paramsTuple: [ParamValue]; params: {'code': ParamValue} }
    'api.templates.index': { paramsTuple?: []; params?: {} }
    'api.templates.show': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'api.accounts.index': { paramsTuple?: []; params?: {} }
    'api.balances.index': { paramsTuple?: []; params?: {} }
    'api.statistics.show': { paramsTuple?: []; params?: {} }
    'api.audit_events.index': { paramsTuple?: []; params?: {} }
    'api.jobs.show': { paramsTuple: [ParamValue]; params: {'key': ParamValue} }
    'api.documentation.json': { paramsTuple?: []; params?: {} }
    'api.documentation.page': { paramsTuple?: []; params?: {} }
    'api.documentation.style': { paramsTuple?: []; params?: {} }
  }
  POST: {
    'desk.sign_ins.store': { paramsTuple?: []; params?: {} }
    'desk.sign_in_codes.store': { paramsTuple?: []; params?: {} }
    'desk.sign_ins.destroy': { paramsTuple?: []; params?: {} }
    'desk.languages.update': { paramsTuple?: []; params?: {} }
    'desk.second_factors.store': { paramsTuple?: []; params?: {} }
    'desk.users.store': { paramsTuple?: []; params?: {} }
    'desk.user_passwords.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.tokens.store': { paramsTuple?: []; params?: {} }
    'desk.test_messages.store': { paramsTuple?: []; params?: {} }
    'desk.message_numbers.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_reschedules.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_retries.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_edits.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_resolutions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_rejections.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.message_cancellations.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.batches.store': { paramsTuple?: []; params?: {} }
    'desk.batch_stops.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.kafka_replays.store': { paramsTuple: [ParamValue]; params: {'letter': ParamValue} }
    'desk.event_replays.store': { paramsTuple?: []; params?: {} }
    'desk.reply_reads.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.patient_numbers.store': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_phones.store': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_statuses.store': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.patient_consents.store': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'desk.imports.store': { paramsTuple?: []; params?: {} }
    'desk.import_runs.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.import_stops.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_creations.store': { paramsTuple?: []; params?: {} }
    'desk.schedule_edits.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_deletions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_runs.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_pauses.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.schedule_resumptions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.sending_pauses.store': { paramsTuple?: []; params?: {} }
    'desk.sending_resumptions.store': { paramsTuple?: []; params?: {} }
    'desk.balance_checks.store': { paramsTuple?: []; params?: {} }
    'desk.incident_acknowledgements.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.templates.store': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'desk.template_removals.store': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
    'api.scheduler_pauses.store': { paramsTuple?: []; params?: {} }
    'api.scheduler_resumptions.store': { paramsTuple?: []; params?: {} }
    'api.consents.store': { paramsTuple?: []; params?: {} }
    'api.inbound_message_reads.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.visits.store': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.immunization_visits.store': { paramsTuple: [ParamValue,ParamValue,ParamValue]; params: {'ref': ParamValue,'vaccine': ParamValue,'dose': ParamValue} }
    'api.schedules.store': { paramsTuple?: []; params?: {} }
    'api.schedule_pauses.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_runs.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.occurrence_retries.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.scheduler_ticks.store': { paramsTuple?: []; params?: {} }
    'api.messages.store': { paramsTuple?: []; params?: {} }
    'api.message_retries.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.message_rejections.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.message_cancellations.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.message_resolutions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.batches.store': { paramsTuple?: []; params?: {} }
    'api.batch_previews.store': { paramsTuple?: []; params?: {} }
    'api.batch_stops.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.jobs.store': { paramsTuple?: []; params?: {} }
    'webhooks.delivery_receipts.store': { paramsTuple: [ParamValue]; params: {'secret': ParamValue} }
    'webhooks.inbound_messages.store': { paramsTuple: [ParamValue]; params: {'secret': ParamValue} }
  }
  PUT: {
    'desk.passwords.update': { paramsTuple?: []; params?: {} }
    'desk.user_roles.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.user_locks.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.record_batches.update': { paramsTuple?: []; params?: {} }
    'api.patients.update': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.patient_statuses.update': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.immunizations.update': { paramsTuple: [ParamValue,ParamValue,ParamValue]; params: {'ref': ParamValue,'vaccine': ParamValue,'dose': ParamValue} }
    'api.templates.update': { paramsTuple: [ParamValue,ParamValue]; params: {'type': ParamValue,'language': ParamValue} }
  }
  DELETE: {
    'desk.sessions.destroy': { paramsTuple?: []; params?: {} }
    'desk.second_factors.destroy': { paramsTuple?: []; params?: {} }
    'desk.user_locks.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.user_sessions.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.user_second_factors.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'desk.tokens.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.patients.destroy': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.schedules.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_pauses.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
  PATCH: {
    'api.schedules.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.messages.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
}
declare module '@adonisjs/core/types/http' {
  export interface RoutesList extends ScannedRoutes {}
}