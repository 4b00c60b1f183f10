/**
 * What `__has_attribute` and `__has_builtin` answer yes to: the names that the parser really obeys,
 * or may ignore without changing what a program does.
 */
export const KNOWN_ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'packed aligned noreturn unused used section weak alias naked interrupt constructor destructor format ' +
    'always_inline noinline gnu_inline const pure malloc nonnull warn_unused_result deprecated cold hot ' +
    'fallthrough may_alias nothrow leaf returns_nonnull sentinel visibility alloc_size format_arg ' +
    'returns_twice artificial noclone no_instrument_function unavailable error warning mode no_reorder'
  ).split(' '),
);

export const KNOWN_BUILTINS: ReadonlySet<string> = new Set(
  (
    '__builtin_expect __builtin_unreachable __builtin_constant_p __builtin_offsetof __builtin_types_compatible_p ' +
    '__builtin_choose_expr __builtin_va_start __builtin_va_arg __builtin_va_end __builtin_va_copy __builtin_memcpy ' +
    '__builtin_memset __builtin_strlen __builtin_clz __builtin_clzl __builtin_clzll __builtin_ctz __builtin_ctzl ' +
    '__builtin_ctzll __builtin_popcount __builtin_popcountl __builtin_popcountll __builtin_bswap16 __builtin_bswap32 ' +
    '__builtin_bswap64 __builtin_add_overflow __builtin_sub_overflow __builtin_mul_overflow __builtin_add_overflow_p __builtin_sub_overflow_p __builtin_mul_overflow_p __builtin_alloca ' +
    '__builtin_trap __builtin_sqrt __builtin_object_size __builtin_prefetch __builtin_frame_address ' +
    '__builtin_return_address __builtin_ffs __builtin_parity __builtin_inf __builtin_nan __builtin_huge_val'
  ).split(' '),
);
