export async function shapes() {}
