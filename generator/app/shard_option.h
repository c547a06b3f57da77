/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shard_option - which shard of a batch this run is: --shard, or what a scheduler put into the environment.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/cmd.h"
#include "generator/batch/shard.h"

/*
 * What --shard says, or else the environment: CCAP_SHARD, an array of Slurm, an indexed Job of Kubernetes with
 * CCAP_SHARD_COUNT, in this order. "none" as the first two: not split. Says on standard error where the shard comes from,
 * unless it is the option. Returns EXIT_DONE or EXIT_USAGE, reported.
 */
int shard_option(const Cli *cli, App *app, Shard *ret_shard);
