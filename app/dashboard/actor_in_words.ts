import type { I18n } from '@adonisjs/i18n'

/** `names`: from NameActors. */
export function actorInWords(actor: string, names: Map<string, string>, i18n: I18n): string {
  const known = names.get(actor)
  if (known !== undefined) return known
  const [kind, name] = actor.split(':', 2)
  if (kind === 'cli') return i18n.t('frame.actor_cli', { name })
  if (kind === 'user' || kind === 'token') return i18n.t(`frame.actor_former_${kind}`)
  return 'Rappel'
}
