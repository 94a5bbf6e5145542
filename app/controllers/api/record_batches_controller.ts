import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { listOf } from '#app/api/one_or_many'
import { batchAsJson } from '#app/api/record_as_json'
import { takeReplace } from '#app/api/take_replace'
import { MOST_RECORDS } from '#records/register_records'
import { RecordService } from '#services/record_service'
import { unknownFields } from '#values/unknown_fields'

/** Many records in one request, like the rows of an import. */
@inject()
export default class RecordBatchesController {
  constructor(private readonly records: RecordService) {}

  /** A list of records, or an object with `records` and `replace`. Each has its outcome. */
  async update(ctx: HttpContext) {
    const { records, replace } = requestOf(ctx.request.body())
    const registered = await this.records.register({
      records,
      actor: actorOf(ctx),
      replace,
    })
    return batchAsJson(registered)
  }
}

function requestOf(body: unknown) {
  if (Array.isArray(body)) return { records: listOf(body, 'records', MOST_RECORDS) }
  const { replace, fields, faults } = takeReplace(body as Record<string, unknown>)
  const others = [...faults, ...unknownFields(fields, ['records', 'replace'])]
  return { records: listOf(fields.records, 'records', MOST_RECORDS, others), replace }
}
