import type { CheckedPayload, PayloadFault } from '#schedules/jobs/job_handler'
import { isObject } from '#values/is_object'
import { unknownFields } from '#values/unknown_fields'

/** A readable value, or what is expected instead. */
export type Reading<Value> = { ok: true; value: Value } | { ok: false; expected: string }

/** Unknown fields that are named: the answer must not be longer than the request. */
const UNKNOWN_NAMED = 20

/** Any other name may be a number or a text in the wrong place. */
const FIELD_NAME = /^[a-z][a-z_]{0,39}$/i

/**
 * Reads the fields of a job's payload and collects everything wrong with them. It never throws,
 * whatever JSON it is given. A null field counts as missing.
 */
export class PayloadReader {
  readonly #fields: object | undefined
  readonly #faults: PayloadFault[] = []

  /** `example` is shown when the payload is not an object. */
  constructor(payload: unknown, example: object) {
    if (isObject(payload)) {
      this.#fields = payload
    } else {
      this.fault('', `must be an object such as ${JSON.stringify(example)}`)
    }
  }

  required<Value>(
    field: string,
    read: (value: unknown) => Reading<Value>,
    absent = 'is missing'
  ): Value {
    const value = this.optional(field, read)
    if (this.#fields && this.#valueOf(field) === undefined) this.fault(field, absent)
    /** If it is missing there is a fault, and the payload is not used. */
    return value as Value
  }

  optional<Value>(field: string, read: (value: unknown) => Reading<Value>): Value | undefined {
    const value = this.#valueOf(field)
    if (value === undefined) return undefined
    const reading = read(value)
    if (reading.ok) return reading.value
    this.fault(field, `must be ${reading.expected}`)
    return undefined
  }

  /** A misspelt field would be one that is missing. */
  refuseOthers(known: readonly string[]): void {
    for (const { field, message } of unknownFields(this.#fields ?? {}, known, UNKNOWN_NAMED))
      this.fault(FIELD_NAME.test(field) ? field : '', message)
  }

  fault(field: string, message: string): void {
    this.#faults.push({ field: field ? `jobData.${field}` : 'jobData', message })
  }

  checked<Payload>(payload: Payload): CheckedPayload<Payload> {
    return this.#faults.length === 0
      ? { usable: true, payload }
      : { usable: false, faults: this.#faults }
  }

  #valueOf(field: string): unknown {
    if (!this.#fields || !Object.hasOwn(this.#fields, field)) return undefined
    return (this.#fields as Record<string, unknown>)[field] ?? undefined
  }
}
