import { inject } from '@adonisjs/core'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import { reasonOf, targetInWords } from '#delivery/pauses/pause_in_words'

/** Why no message leaves at present, in one sentence; null if nothing stops all of them. */
@inject()
export class WhyNothingLeaves {
  constructor(private readonly pauses: ActivePauses) {}

  async run(): Promise<string | null> {
    const pause = await this.pauses.ofEverything()
    return pause ? `Sending is paused (${targetInWords(pause)}): ${reasonOf(pause)}.` : null
  }
}
