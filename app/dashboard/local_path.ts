/** An address on this site, from a form or a query; anything else would lead people elsewhere. */
const LOCAL_PATH = /^\/(?![/\\])[\w\-./?=&%:@,+~*]{0,500}$/

export function localPath(given: unknown, otherwise = '/'): string {
  return typeof given === 'string' && LOCAL_PATH.test(given) ? given : otherwise
}
