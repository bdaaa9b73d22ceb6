CREATE TABLE `videos` (
	`filename` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`image_id` text NOT NULL,
	`image_version_id` text NOT NULL,
	`task_id` text NOT NULL,
	`video_key` text,
	`poster_key` text,
	`preview_key` text,
	`width` integer,
	`height` integer,
	`file_size` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `videos_by_owner` ON `videos` (`owner_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `videos_by_image` ON `videos` (`image_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `videos_by_task` ON `videos` (`task_id`);