import type { Pause, PauseOfPart, PauseScope, PauseTarget } from '#delivery/pauses/pause'

/** What of a message a pause of a facility or a type is about. */
export interface PausableMessage {
  facility_code: string | null
  message_type: string
}

/** The pauses in force at one moment. */
export class Pauses {
  static readonly none = new Pauses([])

  readonly everything?: Pause
  /** By the code of the facility. */
  readonly facilities: ReadonlyMap<string, PauseOfPart>
  readonly types: ReadonlyMap<string, PauseOfPart>

  constructor(private readonly all: readonly Pause[]) {
    this.everything = all.find(({ scope }) => scope === 'everything')
    this.facilities = bySubject(all, 'facility')
    this.types = bySubject(all, 'message_type')
  }

  /** The pause that holds back this message alone: its facility's, or else its type's. */
  holding({
    facility_code: facility,
    message_type: type,
  }: PausableMessage): PauseOfPart | undefined {
    return (facility === null ? undefined : this.facilities.get(facility)) ?? this.types.get(type)
  }

  find(target: PauseTarget): Pause | undefined {
    return this.all.find((pause) => isSame(pause, target))
  }

  /** As if that pause were gone: for a preview of ending it. */
  without(target: PauseTarget): Pauses {
    return new Pauses(this.all.filter((pause) => !isSame(pause, target)))
  }
}

function isSame(left: PauseTarget, right: PauseTarget): boolean {
  return left.scope === right.scope && left.subject === right.subject
}

function bySubject(
  pauses: readonly Pause[],
  scope: Exclude<PauseScope, 'everything'>
): ReadonlyMap<string, PauseOfPart> {
  const ofScope = pauses.filter((pause): pause is PauseOfPart => pause.scope === scope)
  return new Map(ofScope.map((pause) => [pause.subject, pause]))
}
