/** Rights that others and the group do not get. */
const FOR_US_ALONE = 0o077

/**
 * Whatever this process creates is for its user alone, files 0600 and folders 0700: databases,
 * journals and rejected rows hold names and numbers.
 */
export function protectNewFiles(): void {
  process.umask(FOR_US_ALONE)
}
