import type { Pause, PauseOfPart } from '#delivery/pauses/pause'
import { isOfAll, type PausableMessage, type PauseTarget } from '#delivery/pauses/pause_target'

/** The pauses in force at one moment. */
export class Pauses {
  static readonly none = new Pauses([])

  /** A review takes precedence over a person's pause: the pause can be ended without the review. */
  readonly everything?: Pause
  /** By the code of the facility. */
  readonly facilities: ReadonlyMap<string, PauseOfPart>
  readonly types: ReadonlyMap<string, PauseOfPart>

  constructor(private readonly all: readonly Pause[]) {
    const ofAll = all.filter(({ scope }) => isOfAll(scope))
    this.everything = ofAll.find(({ scope }) => scope === 'restore_review') ?? ofAll.at(0)
    this.facilities = bySubject(all, 'facility')
    this.types = bySubject(all, 'message_type')
  }

  /** The pause that holds back this message: its facility's, or else its type's. */
  holding({
    facility_code: facility,
    message_type: type,
  }: PausableMessage): PauseOfPart | undefined {
    return (facility === null ? undefined : this.facilities.get(facility)) ?? this.types.get(type)
  }

  find(target: PauseTarget): Pause | undefined {
    return this.all.find((pause) => isSame(pause, target))
  }

  /** The pauses without this one, for a preview of ending it. */
  without(target: PauseTarget): Pauses {
    return new Pauses(this.all.filter((pause) => !isSame(pause, target)))
  }
}

function isSame(left: PauseTarget, right: PauseTarget): boolean {
  return left.scope === right.scope && left.subject === right.subject
}

function bySubject(
  pauses: readonly Pause[],
  scope: PauseOfPart['scope']
): ReadonlyMap<string, PauseOfPart> {
  const ofScope = pauses.filter((pause): pause is PauseOfPart => pause.scope === scope)
  return new Map(ofScope.map((pause) => [pause.subject, pause]))
}
