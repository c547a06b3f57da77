/* SPDX-License-Identifier: Apache-2.0 */
/*
 * num - see num.h. Magnitudes stay below 2^127, so that a sign can always change; products are
 * taken on unsigned magnitudes, because clang's signed 128-bit overflow check needs a library that
 * gcc's runtime lacks.
 */
#include "generator/base/num.h"

__extension__ typedef unsigned __int128 NumMag;

#define MAG_MAX (((NumMag)1 << 127) - 1)
#define MAX_PLACES 12
/* More than any exponent that could still be held: 10^38 < 2^127. */
#define EXPONENT_CLIP 10000

static NumMag magnitude(NumInt n)
{
    return n < 0 ? (NumMag)0 - (NumMag)n : (NumMag)n;
}

static NumInt with_sign(NumMag mag, bool is_negative)
{
    return is_negative ? -(NumInt)mag : (NumInt)mag;
}

static uint64_t gcd64(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static NumMag gcd(NumMag a, NumMag b)
{
    while (b != 0) {
        if (a <= UINT64_MAX && b <= UINT64_MAX) {
            return gcd64((uint64_t)a, (uint64_t)b);
        }
        NumMag rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* a * b, false above MAG_MAX. */
static bool mul_mag(NumMag a, NumMag b, NumMag *ret)
{
    NumMag product = 0;
    if (a <= UINT64_MAX && b <= UINT64_MAX) {
        product = a * b;
    } else if (__builtin_mul_overflow(a, b, &product)) {
        return false;
    }
    if (product > MAG_MAX) {
        return false;
    }
    *ret = product;
    return true;
}

static bool mul_int(NumInt a, NumInt b, NumInt *ret)
{
    NumMag product = 0;
    if (!mul_mag(magnitude(a), magnitude(b), &product)) {
        return false;
    }
    *ret = with_sign(product, (a < 0) != (b < 0));
    return true;
}

static bool add_int(NumInt a, NumInt b, NumInt *ret)
{
    NumInt sum = 0;
    if (__builtin_add_overflow(a, b, &sum) || magnitude(sum) > MAG_MAX) {
        return false;
    }
    *ret = sum;
    return true;
}

Num num_from_int(int64_t n)
{
    return (Num){.num = n, .den = 1};
}

/*
 * What num_parse reads: digits without their last zeros, and the power of ten they are multiplied
 * by.
 */
typedef struct Decimal {
    NumMag mantissa;
    int64_t exponent;
    bool is_too_large;
} Decimal;

static bool is_digit(Str text, size_t pos)
{
    return pos < text.len && text.ptr[pos] >= '0' && text.ptr[pos] <= '9';
}

/* One more digit; zeros are only counted (in *n_zeros) until another digit follows them. */
static void decimal_push(Decimal *dec, unsigned digit, size_t *n_zeros)
{
    if (digit == 0) {
        *n_zeros += dec->mantissa != 0;
        return;
    }
    for (size_t i = 0; i < *n_zeros + 1 && !dec->is_too_large; i++) {
        dec->is_too_large = !mul_mag(dec->mantissa, 10, &dec->mantissa);
    }
    *n_zeros = 0;
    dec->mantissa += digit;
    dec->is_too_large = dec->is_too_large || dec->mantissa > MAG_MAX;
}

/* Reads the digits from *pos on, with at most one point; false if there is none. */
static bool read_digits(Str text, size_t *pos, Decimal *dec)
{
    size_t n_digits = 0;
    size_t n_zeros = 0;
    bool has_point = false;
    for (;; (*pos)++) {
        if (is_digit(text, *pos)) {
            n_digits++;
            dec->exponent -= has_point;
            decimal_push(dec, (unsigned)(text.ptr[*pos] - '0'), &n_zeros);
        } else if (*pos < text.len && text.ptr[*pos] == '.' && !has_point &&
                   (n_digits > 0 || is_digit(text, *pos + 1))) {
            has_point = true;
        } else {
            break;
        }
    }
    dec->exponent += (int64_t)n_zeros;
    return n_digits > 0;
}

static bool read_exponent(Str text, size_t *pos, Decimal *dec)
{
    if (*pos >= text.len || (text.ptr[*pos] != 'e' && text.ptr[*pos] != 'E')) {
        return true;
    }
    (*pos)++;
    bool is_negative = *pos < text.len && text.ptr[*pos] == '-';
    *pos += *pos < text.len && (text.ptr[*pos] == '-' || text.ptr[*pos] == '+');
    if (!is_digit(text, *pos)) {
        return false;
    }
    int64_t exponent = 0;
    for (; is_digit(text, *pos); (*pos)++) {
        exponent = exponent * 10 + (text.ptr[*pos] - '0');
        exponent = exponent > EXPONENT_CLIP ? EXPONENT_CLIP : exponent;
    }
    dec->exponent += is_negative ? -exponent : exponent;
    return true;
}

/* base^n times *mag; false if too large. */
static bool mul_power(NumMag *mag, NumMag base, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        if (!mul_mag(*mag, base, mag)) {
            return false;
        }
    }
    return true;
}

/* The decimal in lowest terms: factors 2 and 5 are cancelled before the denominator is built. */
static bool decimal_to_num(Decimal dec, bool is_negative, Num *ret_num)
{
    if (dec.mantissa == 0) {
        *ret_num = NUM_ZERO;
        return true;
    }
    int64_t n_twos = dec.exponent < 0 ? -dec.exponent : 0;
    int64_t n_fives = n_twos;
    for (; n_twos > 0 && dec.mantissa % 2 == 0; n_twos--) {
        dec.mantissa /= 2;
    }
    for (; n_fives > 0 && dec.mantissa % 5 == 0; n_fives--) {
        dec.mantissa /= 5;
    }
    NumMag den = 1;
    if (!mul_power(&dec.mantissa, 10, dec.exponent) || !mul_power(&den, 2, n_twos) ||
        !mul_power(&den, 5, n_fives)) {
        return false;
    }
    *ret_num = (Num){.num = with_sign(dec.mantissa, is_negative), .den = (NumInt)den};
    return true;
}

bool num_parse(Str text, Num *ret_num)
{
    size_t pos = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
    bool is_negative = pos == 1 && text.ptr[0] == '-';
    Decimal dec = {0};
    if (!read_digits(text, &pos, &dec) || !read_exponent(text, &pos, &dec) || pos != text.len ||
        dec.is_too_large) {
        return false;
    }
    return decimal_to_num(dec, is_negative, ret_num);
}

bool num_add(Num a, Num b, Num *ret)
{
    if (a.den == 1 && b.den == 1) {
        NumInt sum = 0;
        if (!add_int(a.num, b.num, &sum)) {
            return false;
        }
        *ret = (Num){.num = sum, .den = 1};
        return true;
    }
    NumInt common = (NumInt)gcd((NumMag)a.den, (NumMag)b.den);
    NumInt left = 0;
    NumInt right = 0;
    NumInt sum = 0;
    if (!mul_int(a.num, b.den / common, &left) || !mul_int(b.num, a.den / common, &right) ||
        !add_int(left, right, &sum)) {
        return false;
    }
    /* Only a factor of `common` can be left in both. */
    NumInt shared = (NumInt)gcd(magnitude(sum), (NumMag)common);
    NumInt den = 0;
    if (!mul_int(a.den / common, b.den / shared, &den)) {
        return false;
    }
    *ret = sum == 0 ? NUM_ZERO : (Num){.num = sum / shared, .den = den};
    return true;
}

bool num_sub(Num a, Num b, Num *ret)
{
    return num_add(a, (Num){.num = -b.num, .den = b.den}, ret);
}

bool num_mul(Num a, Num b, Num *ret)
{
    if (a.num == 0 || b.num == 0) {
        *ret = NUM_ZERO;
        return true;
    }
    NumInt cross1 = (NumInt)gcd(magnitude(a.num), (NumMag)b.den);
    NumInt cross2 = (NumInt)gcd(magnitude(b.num), (NumMag)a.den);
    Num product = NUM_ZERO;
    if (!mul_int(a.num / cross1, b.num / cross2, &product.num) ||
        !mul_int(a.den / cross2, b.den / cross1, &product.den)) {
        return false;
    }
    *ret = product;
    return true;
}

bool num_div(Num a, Num b, Num *ret)
{
    if (b.num == 0) {
        return false;
    }
    Num inverse = {.num = b.num < 0 ? -b.den : b.den, .den = (NumInt)magnitude(b.num)};
    return num_mul(a, inverse, ret);
}

bool num_rem(Num a, Num b, Num *ret)
{
    Num quotient = NUM_ZERO;
    Num taken = NUM_ZERO;
    return num_div(a, b, &quotient) &&
           num_mul((Num){.num = quotient.num / quotient.den, .den = 1}, b, &taken) &&
           num_sub(a, taken, ret);
}

/*
 * Compares positive a/b and c/d as continued fractions: whole parts, then the inverses of what is
 * left.
 */
static int compare_mag(NumMag a, NumMag b, NumMag c, NumMag d)
{
    for (int sign = 1;; sign = -sign) {
        NumMag whole_left = a / b;
        NumMag whole_right = c / d;
        if (whole_left != whole_right) {
            return whole_left < whole_right ? -sign : sign;
        }
        NumMag rest_left = a % b;
        NumMag rest_right = c % d;
        if (rest_left == 0 || rest_right == 0) {
            return rest_left == rest_right ? 0 : (rest_left == 0 ? -sign : sign);
        }
        a = b;
        b = rest_left;
        c = d;
        d = rest_right;
    }
}

int num_cmp(Num a, Num b)
{
    if (a.den == b.den) {
        return (a.num > b.num) - (a.num < b.num);
    }
    if ((a.num < 0) != (b.num < 0)) {
        return a.num < 0 ? -1 : 1;
    }
    int order = compare_mag(magnitude(a.num), (NumMag)a.den, magnitude(b.num), (NumMag)b.den);
    return a.num < 0 ? -order : order;
}

bool num_is_int(Num a)
{
    return a.den == 1;
}

bool num_to_int64(Num a, int64_t *ret)
{
    if (a.den != 1 || a.num < INT64_MIN || a.num > INT64_MAX) {
        return false;
    }
    *ret = (int64_t)a.num;
    return true;
}

/* True if the whole part must grow by one (away from zero) for a rest of rest/den. */
static bool rounds_away(NumMag rest, NumMag den, NumRound mode, bool is_negative)
{
    switch (mode) {
    case NUM_HALF_UP:
        return rest >= den - rest;
    case NUM_FLOOR:
        return is_negative && rest != 0;
    case NUM_CEIL:
        return !is_negative && rest != 0;
    case NUM_TRUNC:
        break;
    }
    return false;
}

bool num_round(Num a, int decimals, NumRound mode, Num *ret)
{
    if (a.den == 1) {
        *ret = a;
        return true;
    }
    if (decimals < 0 || decimals > MAX_PLACES) {
        return false;
    }
    NumMag scale = 1;
    (void)mul_power(&scale, 10, decimals); /* at most 10^12 */
    bool is_negative = a.num < 0;
    NumMag den = (NumMag)a.den;
    NumMag whole = magnitude(a.num) / den;
    NumMag scaled = 0;
    if (!mul_mag(magnitude(a.num) % den, scale, &scaled)) {
        return false;
    }
    NumMag places = scaled / den + rounds_away(scaled % den, den, mode, is_negative);
    /* places <= scale */
    NumMag shared = places == 0 ? scale : gcd(places, scale);
    Num fraction = {.num = with_sign(places / shared, is_negative),
                    .den = (NumInt)(scale / shared)};
    return num_add((Num){.num = with_sign(whole, is_negative), .den = 1}, fraction, ret);
}

/*
 * The next decimal digit of *rest / den; 10 * rest may pass 128 bits, so it is built by doubling.
 */
static unsigned next_digit(NumMag *rest, NumMag den)
{
    if (*rest <= UINT64_MAX) {
        NumMag scaled = *rest * 10;
        *rest = scaled % den;
        return (unsigned)(scaled / den);
    }
    unsigned quotient = 0;
    NumMag value = *rest;
    unsigned twice_quotient = 0;
    NumMag twice = 0;
    for (int i = 0; i < 3; i++) { /* 2, 4, 8 times */
        quotient *= 2;
        value *= 2;
        if (value >= den) {
            value -= den;
            quotient++;
        }
        if (i == 0) {
            twice = value;
            twice_quotient = quotient;
        }
    }
    value += twice;
    quotient += twice_quotient;
    if (value >= den) {
        value -= den;
        quotient++;
    }
    *rest = value;
    return quotient;
}

static void put_whole(Buf *out, NumMag n)
{
    char digits[40];
    size_t i = sizeof digits;
    do {
        digits[--i] = (char)('0' + (unsigned)(n % 10));
        n /= 10;
    } while (n > 0);
    buf_put(out, (Str){.ptr = digits + i, .len = sizeof digits - i});
}

/* Writes `places` decimals, half up; is_trimmed: without zeros at their end. */
static void put_decimal(Buf *out, Num a, int places, bool is_trimmed)
{
    NumMag den = (NumMag)a.den;
    NumMag whole = magnitude(a.num) / den;
    NumMag rest = magnitude(a.num) % den;
    char digits[MAX_PLACES];
    for (int i = 0; i < places; i++) {
        digits[i] = (char)('0' + next_digit(&rest, den));
    }
    bool has_carry = rest >= den - rest;
    for (int i = places; has_carry && i > 0; i--) {
        has_carry = digits[i - 1] == '9';
        digits[i - 1] = has_carry ? '0' : (char)(digits[i - 1] + 1);
    }
    whole += has_carry;
    int n_nonzero = places;
    while (n_nonzero > 0 && digits[n_nonzero - 1] == '0') {
        n_nonzero--;
    }
    if (a.num < 0 && (whole > 0 || n_nonzero > 0)) {
        buf_putc(out, '-');
    }
    put_whole(out, whole);
    places = is_trimmed ? n_nonzero : places;
    if (places > 0) {
        buf_putc(out, '.');
        buf_put(out, (Str){.ptr = digits, .len = (size_t)places});
    }
}

void num_put(Buf *out, Num a)
{
    if (a.den == 1) {
        if (a.num < 0) {
            buf_putc(out, '-');
        }
        put_whole(out, magnitude(a.num));
        return;
    }
    put_decimal(out, a, MAX_PLACES, true);
}

void num_put_fixed(Buf *out, Num a, int decimals)
{
    decimals = decimals < 0 ? 0 : decimals;
    put_decimal(out, a, decimals > MAX_PLACES ? MAX_PLACES : decimals, false);
}
