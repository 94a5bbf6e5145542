/**
 * The version of the IANA zone data that this process works with, for example `2026c`. Versions
 * sort as texts; a runtime without zone data has the oldest.
 */
export const ZONE_DATA = process.versions.tz ?? '0000'
