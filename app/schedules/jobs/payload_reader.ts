import type { CheckedPayload, PayloadFault } from '#schedules/jobs/job_handler'

/** A value that can be used, or what is expected instead. */
export type Reading<Value> = { ok: true; value: Value } | { ok: false; expected: string }

/** What is something else may be a number or a text that got into the wrong place. */
const FIELD_NAME = /^[A-Za-z]{1,40}$/

/**
 * Reads the fields of a job's payload and collects all that is wrong with them.
 * Whatever JSON it is given, it never throws. A field that is null counts as absent.
 */
export class PayloadReader {
  readonly #fields: object | undefined
  readonly #faults: PayloadFault[] = []

  /** `example` is shown to whoever gave something that has no fields at all. */
  constructor(payload: unknown, example: object) {
    if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) {
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
    /** Where there is none there is a fault, and the payload is not used. */
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

  /** For handlers of which a field left out by a slip of the pen could mean something else. */
  refuseOthers(known: string[]): void {
    for (const field of Object.keys(this.#fields ?? {})) {
      if (known.includes(field)) continue
      this.fault(FIELD_NAME.test(field) ? field : '', `is not known; known are ${known.join(', ')}`)
    }
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
