import type { HttpContext } from '@adonisjs/core/http'
import { selectionFrom } from '#app/api/message_filter'
import { orFaults } from '#app/api/strict_input'
import { validationError, type InputFault } from '#app/api/validation_error'
import { isObject } from '#values/is_object'

interface Validators<Body, Filter> {
  body: { validate(data: unknown): Promise<Body> }
  filter: { validate(data: unknown): Promise<Filter> }
}

/**
 * What is to be done to which messages, of a batch or its preview: the faults of the request and
 * of its filter together.
 */
export async function batchRequest<
  Body extends { reason?: string; as?: string; force?: boolean; message?: string },
  Filter extends Parameters<typeof selectionFrom>[0],
>({ request }: HttpContext, { body, filter }: Validators<Body, Filter>) {
  const sent = request.body()
  const faults: InputFault[] = []
  const wanted = await orFaults(body.validate(sent), faults)
  const isFilter = isObject(sent.filter)
  const found = isFilter
    ? await orFaults(filter.validate(sent.filter), faults, 'filter.')
    : undefined
  if (!isFilter)
    faults.push({ field: 'filter', rule: 'object', message: 'The filter must be an object' })
  if (faults.length > 0 || !wanted || !found) throw validationError(faults)
  const { reason: note, as, force, message: text, ...rest } = wanted
  return { ...rest, filter: selectionFrom(found), options: { note, as, force, text } }
}
