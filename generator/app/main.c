/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main - the program's entry; everything is in the library, so that tests link what it is made of.
 */
#include "generator/app/cli.h"

int main(int argc, char **argv)
{
    return cli_main(argc, argv);
}
