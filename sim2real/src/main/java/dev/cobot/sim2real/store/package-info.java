/**
 * SQLite files of this project: how one is opened, told apart from foreign and later ones, read and
 * written, and what its errors say. A file belongs to one thread, unless its user locks.
 */
package dev.cobot.sim2real.store;
