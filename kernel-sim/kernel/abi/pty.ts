/** Device numbers of pseudo terminals (Documentation/admin-guide/devices.txt). */
export const PTMX_MINOR = 2;
export const PTS_MAJOR = 136;
