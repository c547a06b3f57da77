#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Un traitement partagé par GNU parallel :
#
#     gnu-parallel.sh ENTRÉE DOSSIER [PARTS]
#
# Sur cette machine, PARTS processus d'un fil chacun (4 par défaut). Sur plusieurs machines qui voient les mêmes fichiers au même
# endroit : PARALLEL='--sshlogin m1,m2 --workdir .' gnu-parallel.sh …
# Relancer la même commande reprend ce qui a été interrompu. État de sortie : 0 ; 1 si des marchés sont en erreur ou si une part manque.
set -u
input=$1 folder=$2 parts=${3:-4}
ccap=${CCAP:-ccap}

# Les documents sans date propre portent celle du départ, dans toutes les parts.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date +%s)}
export SOURCE_DATE_EPOCH

# L'état 1 dit que des marchés sont en erreur : leur part est finie quand même, son manifeste le montre.
status=0
seq "$parts" | parallel -q --env SOURCE_DATE_EPOCH --line-buffer --tagstring "part {}/$parts" \
    "$ccap" batch "$input" -o "$folder" -j 1 --resume --shard "{}/$parts" || status=$?

"$ccap" merge "$folder"/manifest-*-"$parts".jsonl -o "$folder" || exit
if [ "$status" -ne 0 ]; then
    echo "des marchés sont en erreur : voir $folder/manifest.jsonl" >&2
    exit 1
fi
