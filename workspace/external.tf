terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_ecs_cluster" "shop" {
  name = "shop-floor"
}

resource "aws_ecs_task_definition" "label_printer" {
  family                   = "label-printer"
  requires_compatibilities = ["EXTERNAL"]
  network_mode             = "bridge"
  execution_role_arn       = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"

  container_definitions = jsonencode([
    {
      name      = "printer"
      image     = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/label-printer:1.0.7"
      essential = true
      cpu       = 128
      memory    = 256
    }
  ])
}

resource "aws_ecs_service" "label_printer" {
  name            = "label-printer"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.label_printer.arn
  launch_type     = "EXTERNAL"
  desired_count   = 3
}
