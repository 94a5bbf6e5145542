import type { DateTime } from 'luxon'

/** The zone of an instant: `Africa/Douala` as `Douala (UTC+1)`. */
export function zoneInWords(local: DateTime): string {
  const zone = local.zoneName ?? 'UTC'
  if (['UTC', 'Etc/UTC'].includes(zone)) return 'UTC'
  return `${zone.split('/').at(-1)!.replaceAll('_', ' ')} (UTC${local.toFormat('Z')})`
}
