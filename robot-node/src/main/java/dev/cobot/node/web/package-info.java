/**
 * What servers for browsers have in common: how they listen and who may call. Threads are those of
 * the server.
 */
package dev.cobot.node.web;
