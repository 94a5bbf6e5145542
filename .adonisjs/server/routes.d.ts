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
  }
  GET: {
    'health_checks.show': { paramsTuple?: []; params?: {} }
    'health_checks.live': { paramsTuple?: []; params?: {} }
    'health_checks.ready': { paramsTuple?: []; params?: {} }
    'api.scheduler_statuses.show': { paramsTuple?: []; params?: {} }
  }
  HEAD: {
    'health_checks.show': { paramsTuple?: []; params?: {} }
    'health_checks.live': { paramsTuple?: []; params?: {} }
    'health_checks.ready': { paramsTuple?: []; params?: {} }
    'api.scheduler_statuses.show': { paramsTuple?: []; params?: {} }
  }
  POST: {
    'api.scheduler_pauses.store': { paramsTuple?: []; params?: {} }
    'api.scheduler_resumptions.store': { paramsTuple?: []; params?: {} }
  }
}
declare module '@adonisjs/core/types/http' {
  export interface RoutesList extends ScannedRoutes {}
}