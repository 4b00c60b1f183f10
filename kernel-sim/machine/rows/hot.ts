/**
 * Which rows are cases of the cold tier's main loop: those that gcc and musl programs execute most, found by sampling a dozen of them
 * (the rest together is below 5 % there). 100 to 200 is the useful number; far above that V8's code for the loop gets worse.
 * A name with `.b` is the row for memory operands without an index register.
 */
const FORMS = `
mov64_rr mov32_rr mov32_ri mov64_ri mov64_rm mov64_rm.b mov32_rm mov32_rm.b mov64_mr mov64_mr.b mov32_mr mov32_mr.b
mov8_mr mov8_mr.b mov8_rm.b mov32_mi.b mov64_mi.b mov8_mi.b
movzx32_rm8 movzx32_rm8.b movzx32_rm16.b movzx32_rr8 movzx32_rr16 movsx32_rm8.b movsxd64_rr32 movsxd64_rm32.b
lea64_rm lea64_rm.b lea32_rm lea32_rm.b
add64_rr add64_ri add32_rr add32_ri add64_rm.b add32_rm.b add64_mr.b add32_mr.b add32_mi.b add64_mi.b
sub64_rr sub64_ri sub32_rr sub32_ri sub64_rm.b sub32_rm.b
and64_rr and64_ri and32_rr and32_ri or64_rr or32_rr or32_ri xor32_rr xor64_rr xor32_ri xor32_rm.b xor64_rm.b
cmp64_rr cmp64_ri cmp32_rr cmp32_ri cmp8_rr cmp8_ri cmp64_rm.b cmp32_rm.b cmp64_mr.b cmp32_mi.b cmp64_mi.b cmp8_mi.b cmp8_mi cmp32_mr.b
test64_rr test32_rr test8_rr test8_ri test32_ri test8_mi.b
shl64_ri shl32_ri shr64_ri shr32_ri sar64_ri sar32_ri imul64_rr imul32_rr neg32_r neg64_r
push64_r pop64_r leave ret call_near call_far jmp_near jmp_far goto gotofar nop
jo_near jb_near jae_near je_near jne_near jbe_near ja_near js_near jns_near jl_near jge_near jle_near jg_near
je_far jne_far
rol32_ri ror32_ri rol64_ri ror64_ri mov8_mi add64_mr imul64_rri imul32_rri cbw64 add32_rm adc64_rr mul64_r
movdqu128_xm movdqa128_xm_al movups128_mx movaps128_mx_al pxor128_xx movsdload128_xm64 movsd64_mx addsd64_xx addsd64_xm mulsd64_xx mulsd64_xm subsd64_xx comisd64_xx
sete8_r setne8_r cmove64_rr cmovne64_rr cmove32_rr cmovne32_rr
`;

export const HOT_ROWS: readonly string[] = FORMS.trim().split(/\s+/);
