/**
 * Whether nothing may be downloaded: what the option says, else whether `HF_HUB_OFFLINE` is 1.
 *
 * @param options `offline`, which goes before the environment.
 */
export function isOffline({ offline }: { readonly offline?: boolean | undefined }): boolean {
  return offline ?? /^(1|true|yes|on)$/i.test(process.env['HF_HUB_OFFLINE'] ?? '');
}
