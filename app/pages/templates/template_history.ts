import type { StoredText } from '#desk/templates/stored_text'
import type { Reader } from '#app/pages/reader'
import { templateHref } from './template_address.js'

/** Versions that a page lists. */
const MOST = 30

/** Who changed a text, when and why; the newest first. */
export function templateHistory(
  reader: Reader,
  history: StoredText[],
  nameOf: (actor: string) => string
) {
  const { t } = reader
  return history
    .slice(0, MOST)
    .map(({ type, language, version, by, at, reason, isRemoved }, place) => ({
      version: reader.number(version),
      title: t(isRemoved ? 'templates.history.removed' : 'templates.history.version', { version }),
      isInUse: place === 0 && !isRemoved,
      name: nameOf(by),
      day: reader.day(at),
      at,
      reason: reason === null ? '' : t('templates.history.quote', { text: reason }),
      href: isRemoved ? null : `${templateHref(type, language)}?version=${version}`,
    }))
}
