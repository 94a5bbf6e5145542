import { Exception } from '@adonisjs/core/exceptions'
import { shorten } from '#values/tidy_value'

/**
 * The request to pause or resume cannot be met; nothing was changed. The message names the
 * value and a fix.
 */
export class UnusablePause extends Exception {
  static status = 422
}

export class UnknownFacility extends UnusablePause {
  static code = 'E_UNKNOWN_FACILITY'

  constructor(
    readonly facility: string,
    readonly near: string[]
  ) {
    super(`There is no facility with the code "${shorten(facility)}"${alternatives(near)}`)
  }
}

export class UnknownMessageType extends UnusablePause {
  static code = 'E_UNKNOWN_MESSAGE_TYPE'

  constructor(
    readonly messageType: string,
    readonly known: string[]
  ) {
    super(`There is no message type "${shorten(messageType)}"; use one of: ${known.join(', ')}`)
  }
}

export class SeveralTargets extends UnusablePause {
  static code = 'E_SEVERAL_TARGETS'

  constructor(
    readonly facility: string,
    readonly messageType: string
  ) {
    super(
      `Facility "${shorten(facility)}" and message type "${shorten(messageType)}" need two pauses: name one at a time`
    )
  }
}

export class UnusableUntil extends UnusablePause {
  static code = 'E_UNUSABLE_UNTIL'

  constructor(
    readonly until: string,
    problem: string
  ) {
    super(
      `"${shorten(until)}" ${problem}: give a later time as "18:00", "2026-03-10", "2026-03-10 18:00" or "2026-03-10T18:00:00Z"`
    )
  }
}

export class AlreadyPaused extends UnusablePause {
  static code = 'E_ALREADY_PAUSED'

  constructor() {
    super('It is paused already: end that pause first, or change it')
  }
}

function alternatives(near: string[]): string {
  return near.length > 0
    ? `; near it: ${near.map((code) => `"${code}"`).join(', ')}`
    : ', nor a similar one: codes come from the column "facility" of "node ace sms:import"'
}
