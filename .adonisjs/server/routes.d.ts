import '@adonisjs/core/types/http'

type ParamValue = string | number | bigint | boolean

export type ScannedRoutes = {
  ALL: {
    'health_checks.show': { paramsTuple?: []; params?: {} }
    'health_checks.live': { paramsTuple?: []; params?: {} }
    'health_checks.ready': { paramsTuple?: []; params?: {} }
    'api.scheduler_statuses.show': { paramsTuple?: []; params?: {} }
    'api.scheduler_pauses.store': { paramsTuple?: []; params?: {} }
    'api.scheduler_resumptions.store': { paramsTuple?: []; params?: {} }
    'api.consents.index': { paramsTuple?: []; params?: {} }
    'api.consents.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.consents.store': { paramsTuple?: []; params?: {} }
    'api.inbound_messages.index': { paramsTuple?: []; params?: {} }
    'api.inbound_message_reads.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.patients.destroy': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
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
    'webhooks.delivery_receipts.store': { paramsTuple: [ParamValue]; params: {'secret': ParamValue} }
    'webhooks.inbound_messages.store': { paramsTuple: [ParamValue]; params: {'secret': ParamValue} }
  }
  GET: {
    'health_checks.show': { paramsTuple?: []; params?: {} }
    'health_checks.live': { paramsTuple?: []; params?: {} }
    'health_checks.ready': { paramsTuple?: []; params?: {} }
    'api.scheduler_statuses.show': { paramsTuple?: []; params?: {} }
    'api.consents.index': { paramsTuple?: []; params?: {} }
    'api.consents.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.inbound_messages.index': { paramsTuple?: []; params?: {} }
    'api.schedules.index': { paramsTuple?: []; params?: {} }
    'api.schedules.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_occurrences.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
  HEAD: {
    'health_checks.show': { paramsTuple?: []; params?: {} }
    'health_checks.live': { paramsTuple?: []; params?: {} }
    'health_checks.ready': { paramsTuple?: []; params?: {} }
    'api.scheduler_statuses.show': { paramsTuple?: []; params?: {} }
    'api.consents.index': { paramsTuple?: []; params?: {} }
    'api.consents.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.inbound_messages.index': { paramsTuple?: []; params?: {} }
    'api.schedules.index': { paramsTuple?: []; params?: {} }
    'api.schedules.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_occurrences.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
  POST: {
    'api.scheduler_pauses.store': { paramsTuple?: []; params?: {} }
    'api.scheduler_resumptions.store': { paramsTuple?: []; params?: {} }
    'api.consents.store': { paramsTuple?: []; params?: {} }
    'api.inbound_message_reads.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedules.store': { paramsTuple?: []; params?: {} }
    'api.schedule_pauses.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_runs.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.occurrence_retries.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.scheduler_ticks.store': { paramsTuple?: []; params?: {} }
    'webhooks.delivery_receipts.store': { paramsTuple: [ParamValue]; params: {'secret': ParamValue} }
    'webhooks.inbound_messages.store': { paramsTuple: [ParamValue]; params: {'secret': ParamValue} }
  }
  DELETE: {
    'api.patients.destroy': { paramsTuple: [ParamValue]; params: {'ref': ParamValue} }
    'api.schedules.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.schedule_pauses.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
  PATCH: {
    'api.schedules.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
}
declare module '@adonisjs/core/types/http' {
  export interface RoutesList extends ScannedRoutes {}
}