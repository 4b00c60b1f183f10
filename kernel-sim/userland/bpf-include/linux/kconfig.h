/* Accepted: nothing of it is needed here. */
