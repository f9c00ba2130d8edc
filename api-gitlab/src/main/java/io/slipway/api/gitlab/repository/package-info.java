/** What is in a project's repository: branches, tags, commits, trees and files. */
@NullMarked
package io.slipway.api.gitlab.repository;

import org.jspecify.annotations.NullMarked;
