import type { Role } from '#access/roles'
import type { WholeProgramme } from '#tests/helpers/pages/whole_programme'

/** Nothing but accounts, a programme after a month of work, and one in which everything is paused. */
export const SCENES = ['empty', 'full', 'paused'] as const

export type Scene = (typeof SCENES)[number]

/** A form that is sent as it stands after these fields were filled, past what the browser checks. */
export interface SentForm {
  /** By selector. */
  fill?: Record<string, string>
  /** The selector of its button. */
  press: string
  /** Of the answer; 422 unless named. */
  status?: number
}

export interface PageState {
  scene: Scene
  path: (programme: WholeProgramme) => string
  form?: SentForm
}

export interface PageOfList {
  name: string
  /** Who looks at it. */
  as: 'stranger' | Role
  states: Record<string, PageState>
}

/** A page that stands at one address, in this scene. */
export function at(
  path: string | ((programme: WholeProgramme) => string),
  scene: Scene = 'full',
  form?: SentForm
): PageState {
  return { scene, path: typeof path === 'string' ? () => path : path, form }
}
