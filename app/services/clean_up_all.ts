import { inject } from '@adonisjs/core'
import { FinishErasures } from '#erasure/finish_erasures'
import { CleanUp, type PruneOptions } from '#retention/clean_up'

/** Deletes what is older than its retention time, then finishes interrupted erasures. */
@inject()
export class CleanUpAll {
  constructor(
    private readonly cleanUp: CleanUp,
    private readonly erasures: FinishErasures
  ) {}

  async run(options: PruneOptions) {
    const summary = await this.cleanUp.run(options)
    if (!options.dryRun) await this.erasures.run(options)
    return summary
  }
}
