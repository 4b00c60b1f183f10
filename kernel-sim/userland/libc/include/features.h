/* Nothing is needed here: some sources include it. */
