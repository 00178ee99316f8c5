/**
 * Policies that were trained elsewhere: a file that says what a network takes and gives, in the
 * columns of the exported data sets, and the network behind it. Metres, radians, the table's frame;
 * no threads of its own.
 */
package dev.cobot.action.foreign;
