/* SPDX-License-Identifier: Apache-2.0 */
/*
 * num - exact numbers for money and hours: rationals of 128-bit integers, never floating point (D-158).
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

#include <stdint.h>

#include "generator/base/buf.h"

__extension__ typedef __int128 NumInt;

/* num/den in lowest terms, den > 0. */
typedef struct Num {
    NumInt num;
    NumInt den;
} Num;

typedef enum NumRound { NUM_HALF_UP, NUM_FLOOR, NUM_CEIL, NUM_TRUNC } NumRound;

#define NUM_ZERO ((Num){.num = 0, .den = 1})

Num num_from_int(int64_t n);
/* Reads a YAML 1.2 core decimal ("12", "-0.5", "1e3", "+.5"); false if it is none, or too large to hold. */
bool num_parse(Str text, Num *ret_num);
/* Arithmetic; false on overflow or division by zero, *ret untouched. */
bool num_add(Num a, Num b, Num *ret);
bool num_sub(Num a, Num b, Num *ret);
bool num_mul(Num a, Num b, Num *ret);
bool num_div(Num a, Num b, Num *ret);
/* Remainder with the sign of the dividend. */
bool num_rem(Num a, Num b, Num *ret);
/* <0, 0, >0; exact, no overflow. */
int num_cmp(Num a, Num b);
bool num_is_int(Num a);
/* True and the value if `a` is an integer that fits. */
bool num_to_int64(Num a, int64_t *ret);
/* Rounded to `decimals` places (0 to 12); half up means away from zero on a tie. False on overflow. */
bool num_round(Num a, int decimals, NumRound mode, Num *ret);
/* Plain decimal, "." as point, no exponent: exact if it terminates within 12 places, else rounded half up to 12. */
void num_put(Buf *out, Num a);
/* Exactly `decimals` places, half up. */
void num_put_fixed(Buf *out, Num a, int decimals);
