import { inject } from '@adonisjs/core'
import { RunningWork } from '#services/running_work'

/** What stands around every page. */
@inject()
export class PageService {
  constructor(private readonly work: RunningWork) {}

  /** Whether messages leave at present, and why not. */
  sendingState() {
    return this.work.perform(
      () => import('#monitoring/read_sending_state').then((part) => part.ReadSendingState),
      (state) => state.run()
    )
  }

  /** How many messages wait for a person, up to a cap. */
  countAttention() {
    return this.work.perform(
      () => import('#desk/count_attention').then(({ CountAttention }) => CountAttention),
      (attention) => attention.run()
    )
  }

  /** The names of those who did something, by actor. */
  nameActors(actors: string[]) {
    return this.work.perform(
      () => import('#access/name_actors').then(({ NameActors }) => NameActors),
      (names) => names.run(actors)
    )
  }
}
